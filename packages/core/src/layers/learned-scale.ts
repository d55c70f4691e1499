import { mul, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import type { ParameterScope } from '../parameters.ts';
import { constant } from './initializers.ts';

/** `y = x · scale`, with one learned scalar `scale` per use: the levels of a shared head differ in it. */
export function learnedScale(scope: ParameterScope, initial = 1): <T extends Tensor>(x: T) => T {
  const scale = scope.parameter('scale', [], { initializer: constant(initial), role: 'scale' }) as Scalar;
  return <T extends Tensor>(x: T) => mul(x, scale) as T;
}
