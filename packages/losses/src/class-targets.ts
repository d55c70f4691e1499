import {
  cast,
  equal,
  expandDims,
  mul,
  oneHot,
  scalar,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';

/**
 * Targets of a classification loss: `quality` at the class of each positive (1 where absent), else 0.
 * Shapes: labels [B, A] int32 with -1 where there is no object, quality [B, A]; returns [B, A, K].
 */
export function classTargets(labels: Tensor2D, classes: number, quality?: Tensor2D): Tensor3D {
  // tf.oneHot refuses one class, and on wasm it is wrong in float32.
  const places = classes === 1 ? equal(expandDims(labels, 2), scalar(0, 'int32')) : oneHot(labels, classes);
  const hard = cast(places, 'float32');
  return (quality === undefined ? hard : mul(hard, expandDims(quality, 2))) as Tensor3D;
}
