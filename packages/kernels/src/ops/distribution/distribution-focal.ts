import { expectThat } from '@tandem-det/base';
import { abs, expandDims, range, relu, sub, type Tensor } from '@tensorflow/tfjs-core';
import { withoutTape } from '../../without-tape.ts';
import { softmaxCrossEntropy } from '../softmax-cross-entropy/softmax-cross-entropy.ts';

/**
 * Distribution focal loss: how unlikely a distribution over bins 0 to R - 1 finds the two bins around its
 * target y, each weighted by the other's distance: `-(j + 1 - y) log s_j - (y - j) log s_(j+1)`, j = floor(y)
 * and s the softmax of the logits.
 *
 * Shapes: logits [..., R], targets [...] in [0, R - 1]; returns [...]. Differentiable in the logits; targets
 * are constants.
 * Source: Li et al. 2020, Generalized Focal Loss, equation 6.
 */
export function distributionFocal<T extends Tensor>(logits: Tensor, targets: T): T {
  expectThat(
    logits.shape.slice(0, -1).join() === targets.shape.join() && logits.rank === targets.rank + 1,
    'distributionFocal',
    'logits [..., R] and targets [...]',
    `[${logits.shape.join(', ')}] and [${targets.shape.join(', ')}]`,
  );
  const weights = withoutTape(() => {
    const bins = range(0, logits.shape.at(-1)!, 1, 'float32');
    return relu(sub(1, abs(sub(expandDims(targets, -1), bins))));
  });
  return softmaxCrossEntropy<T>(logits, weights);
}
