import '@tensorflow/tfjs-backend-cpu';
import { registerHostKernels } from './host/register.ts';

registerHostKernels('cpu');
