import { registerHostKernels } from './host/register.ts';

registerHostKernels('tensorflow');
