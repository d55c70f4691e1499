import * as tf from '@tensorflow/tfjs-core';
import type { Work } from './case.ts';

/** Milliseconds for which a piece of work runs untimed, so that its code is compiled; at least once. */
const WARM_UP = 200;
/** Milliseconds that it may then take in all, once it has run twice. */
const BUDGET = 1000;

/** Milliseconds of each of up to `runs` runs. */
export async function timesOf(work: Work, runs: number): Promise<number[]> {
  for (let spent = 0; spent < WARM_UP; ) spent += await timeOf(work);
  const times: number[] = [];
  for (let spent = 0; times.length < runs && (times.length < 2 || spent < BUDGET); spent += times.at(-1)!) {
    times.push(await timeOf(work));
  }
  return times;
}

async function timeOf(work: Work): Promise<number> {
  const start = performance.now();
  const results = tf.tidy(work);
  await finished(results);
  const time = performance.now() - start;
  tf.dispose(results);
  return time;
}

/** On webgpu, work is queued: one value of a result is there when all before it is done. */
async function finished(results: tf.TensorContainer): Promise<void> {
  if (tf.getBackend() !== 'webgpu') return;
  const [first] = results instanceof tf.Tensor ? [results] : Object.values(results ?? {});
  if (!(first instanceof tf.Tensor)) return;
  const value = tf.tidy(() => tf.slice(tf.reshape(first, [-1]), 0, 1));
  await value.data();
  value.dispose();
}
