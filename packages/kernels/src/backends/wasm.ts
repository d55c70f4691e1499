import { version_wasm } from '@tensorflow/tfjs-backend-wasm';
import type { BackendStarter } from './starter.ts';

/** The WebAssembly backend as tfjs ships it: in Node on one thread. */
export const startWasm: BackendStarter = async () => ({
  description: `wasm (tfjs-backend-wasm ${version_wasm}, 1 thread)`,
  stop: async () => {},
});
