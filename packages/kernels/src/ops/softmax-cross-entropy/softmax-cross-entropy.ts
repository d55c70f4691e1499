import { logSoftmax, mul, neg, sum, type Tensor } from '@tensorflow/tfjs-core';
import { checkSameShape } from '../../same-shape.ts';
import { withoutTape } from '../../without-tape.ts';

/**
 * Cross-entropy of the softmax over the last axis with targets t: `-Σ_k t_k log softmax(logits)_k`.
 * Stable for any finite logit.
 *
 * Shapes: logits and targets [..., K]; returns [...]. Differentiable in the logits; targets (one-hot, or
 * any weights of at least 0) are constants.
 */
export function softmaxCrossEntropy<T extends Tensor>(logits: Tensor, targets: Tensor): T {
  checkSameShape('softmaxCrossEntropy', { logits, targets });
  const opposite = withoutTape(() => neg(targets));
  return sum(mul(opposite, logSoftmax(logits)), -1) as T;
}
