import type * as WorkerThreads from 'node:worker_threads';
import { nodeModule } from './node-module.ts';
import { simdKernelNames } from './simd-kernels.ts';
import { threadSource } from './thread-source.ts';
import type { WasmCode, WasmMemory } from './web-assembly.ts';

/**
 * Starts `count` threads that compute with these kernels in this shared memory whenever the control block at
 * address `control` has chunks of work; each of them is ready when this resolves. They do not keep the process
 * alive. Node only. Returns what ends them, once STOPPED is set and SEQUENCE moved on.
 */
export async function startThreads(
  code: WasmCode,
  memory: WasmMemory,
  control: number,
  count: number,
): Promise<() => Promise<void>> {
  const { Worker } = nodeModule<typeof WorkerThreads>('node:worker_threads')!;
  const workers = Array.from({ length: count }, (_, index) => {
    const workerData = { code, memory, names: simdKernelNames, control, thread: index + 1 };
    return new Worker(threadSource, { eval: true, workerData });
  });
  const exits = workers.map((worker) => new Promise<void>((resolve) => worker.once('exit', () => resolve())));
  await Promise.all(
    workers.map(
      (worker) =>
        new Promise<void>((resolve, reject) => {
          worker.once('error', reject);
          worker.once('message', () => resolve());
        }),
    ),
  );
  for (const worker of workers) worker.unref();
  return async () => {
    // A process with nothing else to do would end before they have, in the middle of a top-level await.
    for (const worker of workers) worker.ref();
    await Promise.all(exits);
  };
}
