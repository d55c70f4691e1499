import { add, clone, customGrad, type Tensor } from '@tensorflow/tfjs-core';
import { checkSameShape } from '../../same-shape.ts';

/**
 * `a + b`, of one shape. The gradient is dy for both.
 *
 * Unlike tf.add, which keeps a and b to the backward pass for their shapes alone, nothing is kept: of a residual
 * branch that is the whole output of its last normalisation.
 */
export function addAlike<T extends Tensor>(a: T, b: T): T {
  checkSameShape('addAlike', { a, b });
  return sum(a, b) as T;
}

// Each input owns its slope: tfjs disposes of one where it adds another.
const sum = customGrad((a, b) => ({
  value: add(a as Tensor, b as Tensor),
  gradFunc: (dy) => [clone(dy), clone(dy)],
}));
