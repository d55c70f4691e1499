import type * as Os from 'node:os';
import { type BackendWasm, setThreadsCount, version_wasm } from '@tensorflow/tfjs-backend-wasm';
import { env, registerBackend, removeBackend } from '@tensorflow/tfjs-core';
import type { TfjsModule } from '../as/engine.ts';
import { engineOf } from '../as/heap.ts';
import { nodeModule } from './node-module.ts';
import type { BackendStarter } from './starter.ts';
import { enableRelaxedSimd } from './wasm-relaxed-simd.ts';
import { createThreadedBackend, loadThreadedModule } from './wasm-threaded-module.ts';

/** XNNPACK's threads and ours; emscripten's pool holds no more. */
const MOST_THREADS = 8;

/** The threaded module of this process, kept so that a second start finds the tensors of the first. */
let loaded: { readonly module: TfjsModule; readonly threads: number } | undefined;

/**
 * The WebAssembly backend. In Node with as many threads as there are cores, 8 at most, where tfjs alone would
 * use one. In browsers as tfjs starts it: call its `setWasmPaths` before, and serve the page cross-origin
 * isolated if tfjs's own kernels shall use threads; this package's use one there.
 */
export const startWasm: BackendStarter = async ({ threads }) => {
  const fused = enableRelaxedSimd() ? 'relaxed SIMD' : 'SIMD without fused multiply-add';
  const describe = (count: string) => `wasm (tfjs-backend-wasm ${version_wasm}, ${count}, ${fused})`;
  const os = nodeModule<typeof Os>('node:os');
  if (!os) {
    if (threads !== undefined) setThreadsCount(threads);
    const isThreaded = await env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');
    return {
      description: describe(isThreaded ? 'threads for the kernels of tfjs' : '1 thread'),
      stop: async () => {},
    };
  }
  const wanted = Math.min(threads ?? os.cpus().length, MOST_THREADS);
  if (wanted === 1) return { description: describe('1 thread'), stop: async () => {} };
  try {
    const module = await register(wanted);
    const engine = engineOf(module);
    await engine.addThreads(wanted - 1);
    return { description: describe(`${wanted} threads`), stop: () => engine.removeThreads() };
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return { description: describe(`1 thread, as ${wanted} did not start: ${reason}`), stop: async () => {} };
  }
};

/** Puts the threaded module in the place of the one that tfjs would load. */
async function register(threads: number): Promise<TfjsModule> {
  if (loaded?.threads === threads) return loaded.module;
  const module = await loadThreadedModule();
  removeBackend('wasm');
  registerBackend('wasm', (): BackendWasm => createThreadedBackend(module, threads), 2);
  loaded = { module, threads };
  return module;
}
