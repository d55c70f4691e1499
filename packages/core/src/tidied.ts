import { type TensorContainer, tidy } from '@tensorflow/tfjs-core';

/** tf.tidy for functions that return a typed record of tensors, which tfjs' types refuse. */
export function tidied<T>(compute: () => T): T {
  return tidy(compute as () => TensorContainer) as T;
}
