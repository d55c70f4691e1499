import * as tf from '@tensorflow/tfjs-core';
import type { CaseTensor } from './case-tensors.ts';
import { fromReference, type Layout, toReference, type Values } from './layout.ts';

/** A tensor of a case as a tensor here; integers become int32. */
export function toTensor(layout: Layout, values: CaseTensor): tf.Tensor {
  const { shape, data } = fromReference(layout, values);
  return tf.tensor(
    values.integer ? Int32Array.from(data, Number) : Float32Array.from(data),
    [...shape],
    values.integer ? 'int32' : 'float32',
  );
}

/** A tensor's values in the layout of the golden files. */
export async function toValues(layout: Layout, tensor: tf.Tensor): Promise<Values> {
  return toReference(layout, { shape: tensor.shape, data: await tensor.data() });
}
