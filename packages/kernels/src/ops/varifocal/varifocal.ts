import {
  add,
  cast,
  getBackend,
  getKernel,
  greater,
  mul,
  registerGradient,
  sub,
  type Tensor,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { runKernel } from '../../run-kernel.ts';
import { checkSameShape } from '../../same-shape.ts';
import { withoutTape } from '../../without-tape.ts';
import { qualityFocal } from '../quality-focal/quality-focal.ts';
import { sigmoidCrossEntropy } from '../sigmoid-cross-entropy/sigmoid-cross-entropy.ts';

export interface VarifocalOptions {
  /** Weight of the elements of target 0. */
  readonly alpha?: number;
  /** Exponent of their score. */
  readonly gamma?: number;
  /** Elements of positive target count by their target; otherwise each counts once. */
  readonly targetWeighted?: boolean;
}

/**
 * Varifocal loss per element, with p = σ(logit) and soft target q: `q · BCE(p, q)` where q > 0 (`BCE(p, q)`
 * without targetWeighted), `α p^γ · -log(1 - p)` where q = 0. Stable for any finite logit.
 *
 * Shapes: logits and targets alike, any shape; returns the same. Differentiable in the logits; targets
 * (in [0, 1]) are constants.
 * Source: Zhang et al. 2021, VarifocalNet, equation 2.
 */
export function varifocal<T extends Tensor>(
  logits: T,
  targets: Tensor,
  { alpha = 0.75, gamma = 2, targetWeighted = true }: VarifocalOptions = {},
): T {
  checkSameShape('varifocal', { logits, targets });
  const options = { alpha, gamma, targetWeighted };
  // the native kernels have it as one
  const hasKernel = getKernel('TandemVarifocal', getBackend()) !== undefined;
  return hasKernel
    ? runKernel('TandemVarifocal', { logits, targets }, options)
    : composed(logits, targets, options);
}

function composed<T extends Tensor>(
  logits: T,
  targets: Tensor,
  { alpha, gamma, targetWeighted }: Required<VarifocalOptions>,
): T {
  const { positive, negative, none } = withoutTape(() => {
    const has = cast(greater(targets, zerosLike(targets)), 'float32');
    return {
      positive: targetWeighted ? mul(has, targets) : has,
      negative: mul(sub(1, has), alpha),
      none: zerosLike(targets),
    };
  });
  const entropy = sigmoidCrossEntropy(logits, targets);
  // |0 - p|^γ · BCE(p, 0)
  const focal = qualityFocal(logits, none, { beta: gamma });
  return add(mul(positive, entropy), mul(negative, focal)) as T;
}

registerGradient({
  kernelName: 'TandemVarifocal',
  inputsToSave: ['logits', 'targets'],
  gradFunc: (upstream, saved, attributes) => {
    const dy = upstream as Tensor;
    const [logits, targets] = saved as [Tensor, Tensor];
    return {
      logits: () => runKernel('TandemVarifocalGradient', { logits, targets, dy }, attributes),
      targets: () => zerosLike(targets),
    };
  },
});
