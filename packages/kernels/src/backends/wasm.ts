import type * as Os from 'node:os';
import { setThreadsCount, version_wasm } from '@tensorflow/tfjs-backend-wasm';
import { env, findBackendFactory, registerBackend, removeBackend } from '@tensorflow/tfjs-core';
import type { TfjsModule } from '../wasm/engine.ts';
import { engineOf } from '../wasm/heap.ts';
import { nodeModule } from '../wasm/node-module.ts';
import type { BackendStarter, RunningBackend } from './starter.ts';
import { enableRelaxedSimd } from './wasm-relaxed-simd.ts';
import { createThreadedBackend, loadThreadedModule } from './wasm-threaded-module.ts';

/** XNNPACK's threads and ours; emscripten's pool holds no more. */
const MOST_THREADS = 8;
/** The priority that tfjs gives its wasm backend. */
const PRIORITY = 2;

type Factory = ReturnType<typeof findBackendFactory>;

const tfjsFactory = findBackendFactory('wasm');

/** What was registered in the place of tfjs's own, kept so that a second start finds the first's tensors. */
let loaded: { readonly module: TfjsModule; readonly threads: number; readonly factory: Factory } | undefined;

/**
 * The WebAssembly backend. In Node with as many threads as there are cores, 8 at most, where tfjs alone would
 * use one; where they cannot start, with one, and the description says why. In browsers as tfjs starts it:
 * call its `setWasmPaths` before, and serve the page cross-origin isolated if tfjs's own kernels shall use
 * threads; this package's use one there.
 */
export const startWasm: BackendStarter = async ({ threads }) => {
  const fused = enableRelaxedSimd() ? 'fused multiply-add' : 'no fused multiply-add';
  const hasSimd = await env().getAsync('WASM_HAS_SIMD_SUPPORT');
  const running = (
    threadCount: number | undefined,
    count: string,
    stop = async () => {},
  ): RunningBackend => ({
    description: `wasm (tfjs-backend-wasm ${version_wasm}, ${count}, ${fused})`,
    device: 'CPU',
    versions: { 'tfjs-backend-wasm': version_wasm },
    ...(threadCount !== undefined && { threads: threadCount }),
    features: [hasSimd ? 'SIMD' : 'no SIMD', fused],
    stop,
  });
  const os = nodeModule<typeof Os>('node:os');
  if (!os) {
    if (threads !== undefined) setThreadsCount(threads);
    const isThreaded = await env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');
    return isThreaded ? running(undefined, "threads for tfjs's own kernels alone") : running(1, '1 thread');
  }
  const wanted = Math.min(threads ?? os.availableParallelism(), MOST_THREADS);
  if (wanted === 1) {
    await unload();
    return running(1, '1 thread');
  }
  try {
    const engine = engineOf(await load(wanted));
    await engine.addThreads(wanted - 1);
    return running(wanted, `${wanted} threads`, () => engine.removeThreads());
  } catch (thrown) {
    await unload();
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return running(1, `1 thread, as ${wanted} did not start: ${reason}`);
  }
};

/** Puts the threaded module in the place of the one that tfjs would load. */
async function load(threads: number): Promise<TfjsModule> {
  if (loaded?.threads === threads && findBackendFactory('wasm') === loaded.factory) return loaded.module;
  const module = await loadThreadedModule();
  await unload();
  const factory = () => createThreadedBackend(module, threads);
  removeBackend('wasm');
  registerBackend('wasm', factory, PRIORITY);
  loaded = { module, threads, factory };
  return module;
}

/** Puts tfjs's own back in its place. */
async function unload(): Promise<void> {
  if (!loaded) return;
  await engineOf(loaded.module).removeThreads();
  loaded = undefined;
  removeBackend('wasm');
  registerBackend('wasm', tfjsFactory, PRIORITY);
}
