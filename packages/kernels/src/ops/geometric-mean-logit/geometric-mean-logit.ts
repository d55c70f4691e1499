import { expectThat } from '@tandem-det/base';
import { registerGradient, type Tensor } from '@tensorflow/tfjs-core';
import { runKernel, runKernelForAll } from '../../run-kernel.ts';

/**
 * Logit of the geometric mean of two probabilities given by their logits: with p = sqrt(σ(a) σ(b)),
 * `log p - log(1 - p) = -q - log(1 - exp(-q))`, `q = -log p = (softplus(-a) + softplus(-b)) / 2`.
 *
 * q is floored at 1.1754944e-38, the smallest normal float32, so the result is finite and at most 87.34.
 * Gradient: `∂/∂a = σ(-a) / (2 (1 - p))`, likewise for b; both are in [0, 1/2] where q is not floored.
 *
 * Shapes: a [..., K], b [..., 1]; returns [..., K].
 * Source: the score of TOOD's head, there a probability whose automatic gradient is infinite at 0.
 */
export function geometricMeanLogit<T extends Tensor>(a: T, b: Tensor): T {
  const expected = [...a.shape.slice(0, -1), 1];
  expectThat(
    a.rank >= 1 && b.shape.join() === expected.join(),
    'geometricMeanLogit',
    `a [..., K] and b [${expected.join(', ')}]`,
    `[${a.shape.join(', ')}] and [${b.shape.join(', ')}]`,
  );
  return runKernel('TandemGeometricMeanLogit', { a, b });
}

registerGradient({
  kernelName: 'TandemGeometricMeanLogit',
  inputsToSave: ['a', 'b'],
  gradFunc: (upstream, saved) => {
    const [a, b] = saved as [Tensor, Tensor];
    const [da, db] = runKernelForAll('TandemGeometricMeanLogitGradient', {
      a,
      b,
      dy: upstream as Tensor,
    }) as [Tensor, Tensor];
    return { a: () => da, b: () => db };
  },
});
