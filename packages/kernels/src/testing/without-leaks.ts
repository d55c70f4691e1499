import { memory, type TensorContainer } from '@tensorflow/tfjs-core';
import { tensorsIn } from './tensors-in.ts';

/**
 * Runs `work` and throws if it leaves tensors behind other than those in what it returns, or more buffers
 * than tensors account for. Returns its result.
 */
export async function withoutLeaks<T>(work: () => T | Promise<T>): Promise<T> {
  const before = memory();
  const [tensors, buffers] = [before.numTensors, before.numDataBuffers];
  const result = await work();
  const returned = tensorsIn(result as TensorContainer);
  const after = memory();
  const leaked = after.numTensors - tensors - returned.length;
  const buffersLeaked = after.numDataBuffers - buffers - new Set(returned.map((one) => one.dataId)).size;
  if (leaked !== 0 || buffersLeaked > 0) {
    throw new Error(`expected no tensor left behind, got ${leaked} tensors and ${buffersLeaked} buffers`);
  }
  return result;
}
