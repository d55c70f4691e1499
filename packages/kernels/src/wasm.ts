import '@tensorflow/tfjs-backend-wasm';
import './adamw-step/wasm.ts';
import './average-step/wasm.ts';
import './batch-norm/wasm.ts';
import './batched-pointwise/wasm.ts';
import './channel/wasm.ts';
import './conv2d/wasm.ts';
import './deformable-conv2d/wasm.ts';
import './group-norm/wasm.ts';
import './max-pool/wasm.ts';
import './relu/wasm.ts';
import './sgd-step/wasm.ts';
import './silu/wasm.ts';
import './standard/wasm.ts';
import './upsample-nearest/wasm.ts';
import { registerHostKernels } from './host/register.ts';

registerHostKernels('wasm');
