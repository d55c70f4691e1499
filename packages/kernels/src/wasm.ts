import '@tensorflow/tfjs-backend-wasm';
import './conv2d/wasm.ts';
import './relu/wasm.ts';
import { registerHostKernels } from './host/register.ts';

registerHostKernels('wasm');
