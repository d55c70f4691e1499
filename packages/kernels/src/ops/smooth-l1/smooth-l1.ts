import { expectThat } from '@tandem-det/base';
import { clipByValue, div, mul, sign, sub, type Tensor } from '@tensorflow/tfjs-core';
import { checkSameShape } from '../../same-shape.ts';
import { withoutTape } from '../../without-tape.ts';

export interface SmoothL1Options {
  /** Difference from which the loss is linear, in the inputs' units; 0 is the absolute difference. */
  readonly beta?: number;
}

/**
 * Smooth absolute difference per element, d = a - b: `d² / (2β)` for |d| < β, `|d| - β/2` elsewhere; `|d|`
 * for β = 0, with the gradient 0 at d = 0.
 *
 * Shapes: a and b alike, any shape; returns the same. Differentiable in both.
 * Errors: an ExpectationError for a negative β. Source: Girshick 2015, Fast R-CNN, equation 3.
 */
export function smoothL1<T extends Tensor>(a: T, b: Tensor, { beta = 1 }: SmoothL1Options = {}): T {
  checkSameShape('smoothL1', { a, b });
  expectThat(beta >= 0 && beta < Infinity, 'smoothL1: beta', 'a number ≥ 0', String(beta));
  const difference = sub(a, b);
  // Both branches are s · (d - β s / 2) with s = d / β cut to ±1, which is the gradient too.
  const slope = withoutTape(() =>
    beta === 0 ? sign(difference) : clipByValue(div(difference, beta), -1, 1),
  );
  return mul(
    slope,
    sub(
      difference,
      withoutTape(() => mul(slope, beta / 2)),
    ),
  ) as T;
}
