import * as tf from '@tensorflow/tfjs-core';
import type { Work } from './case.ts';

/** Milliseconds for which a piece of work runs untimed, so that its code is compiled; at least once. */
const WARM_UP = 200;
/** Milliseconds that each piece may then take in all, once it has run twice. */
const BUDGET = 1000;

/**
 * Milliseconds of each of up to `runs` runs of each piece of work. They take turns, so that a machine whose speed
 * drifts distorts their ratio little.
 */
export async function timesOf(works: readonly Work[], runs: number): Promise<number[][]> {
  for (const work of works) {
    await checked(work);
    for (let spent = 0; spent < WARM_UP; ) spent += await timeOf(work);
  }
  const times = works.map(() => [] as number[]);
  const goesOn = (own: readonly number[]) =>
    own.length < runs && (own.length < 2 || own.reduce((sum, time) => sum + time, 0) < BUDGET);
  while (times.some(goesOn)) {
    for (const [index, work] of works.entries()) {
      if (goesOn(times[index]!)) times[index]!.push(await timeOf(work));
    }
  }
  return times;
}

async function timeOf(work: Work): Promise<number> {
  const start = performance.now();
  const results = tf.tidy(work);
  await finished();
  const time = performance.now() - start;
  tf.dispose(results);
  return time;
}

/** What tfjs's webgpu backend has beside the interface of tfjs-core. */
interface QueuedBackend extends tf.KernelBackend {
  readonly queue: { onSubmittedWorkDone(): Promise<unknown> };
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

/** Waits for what was recorded; only webgpu queues its work. */
async function finished(): Promise<void> {
  if (tf.getBackend() !== 'webgpu') return;
  const backend = tf.backend() as QueuedBackend;
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.submitQueue();
  await backend.queue.onSubmittedWorkDone();
}

/** One run, whose first result is read: a read throws what a device refused to do. */
async function checked(work: Work): Promise<void> {
  const results = tf.tidy(work);
  const [first] = results instanceof tf.Tensor ? [results] : Object.values(results ?? {});
  if (first instanceof tf.Tensor) await first.data();
  tf.dispose(results);
}
