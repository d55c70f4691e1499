import '@tensorflow/tfjs-backend-wasm';
import { registerHostKernels } from './host/register.ts';

registerHostKernels('wasm');
