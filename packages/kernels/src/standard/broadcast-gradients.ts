import {
  BatchMatMul,
  type BatchMatMulAttrs,
  backend_util,
  cast,
  greater,
  greaterEqual,
  less,
  lessEqual,
  Maximum,
  Minimum,
  matMul,
  mul,
  reshape,
  SquaredDifference,
  sub,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { GradientReplacement } from './replacement.ts';

/** The sum over the axes along which an input of this shape was repeated. */
function sumTo(gradient: Tensor, shape: number[]): Tensor {
  const axes = backend_util.getReductionAxes(shape, gradient.shape);
  return reshape(axes.length > 0 ? sum(gradient, axes) : gradient, shape);
}

type Inputs = readonly [dy: Tensor, a: Tensor, b: Tensor];

/** A gradient of a and b as the two functions give it, summed to their shapes. */
function gradientOf(
  kernelName: string,
  ofA: (...inputs: [...Inputs, attrs: unknown]) => Tensor,
  ofB: (...inputs: [...Inputs, attrs: unknown]) => Tensor,
): GradientReplacement {
  return {
    stock: 'throws where an input is repeated along an axis of the other',
    ours: 'sums over such axes',
    gradient: {
      kernelName,
      inputsToSave: ['a', 'b'],
      gradFunc: (upstream, saved, attrs) => {
        const [a, b] = saved as [Tensor, Tensor];
        const dy = upstream as Tensor;
        return {
          a: () => sumTo(ofA(dy, a, b, attrs), a.shape),
          b: () => sumTo(ofB(dy, a, b, attrs), b.shape),
        };
      },
    },
  };
}

const where = (dy: Tensor, condition: Tensor) => mul(dy, cast(condition, 'float32'));

export const broadcastGradients: readonly GradientReplacement[] = [
  gradientOf(
    Maximum,
    (dy, a, b) => where(dy, greaterEqual(a, b)),
    (dy, a, b) => where(dy, less(a, b)),
  ),
  gradientOf(
    Minimum,
    (dy, a, b) => where(dy, lessEqual(a, b)),
    (dy, a, b) => where(dy, greater(a, b)),
  ),
  gradientOf(
    SquaredDifference,
    (dy, a, b) => mul(dy, mul(2, sub(a, b))),
    (dy, a, b) => mul(dy, mul(2, sub(b, a))),
  ),
  gradientOf(
    BatchMatMul,
    (dy, _a, b, attrs) => {
      const { transposeA, transposeB } = attrs as BatchMatMulAttrs;
      return transposeA ? matMul(b, dy, transposeB, true) : matMul(dy, b, false, !transposeB);
    },
    (dy, a, _b, attrs) => {
      const { transposeA, transposeB } = attrs as BatchMatMulAttrs;
      return transposeB ? matMul(dy, a, true, transposeA) : matMul(a, dy, !transposeA, false);
    },
  ),
];
