import { expectThat } from '@tandem-det/base';
import { registerGradient, type Tensor, type Tensor1D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { runKernelForAll } from '../../run-kernel.ts';
import { checkShape } from '../../shapes.ts';

export interface GroupNormOptions {
  /** Groups of neighbouring channels; must divide C. */
  readonly groups: number;
  /** Added to the variance. */
  readonly epsilon?: number;
}

/**
 * Group normalisation: each image's channels in `groups` runs of C / groups, each run normalised over
 * its H·W·C/groups values: `y = (x - mean) / sqrt(variance + epsilon) · scale + offset`, variance biased.
 *
 * Shapes: x [B, H, W, C], scale, offset [C]; returns [B, H, W, C]. Differentiable in all three.
 * Source: Wu and He 2018; PyTorch's GroupNorm.
 */
export function groupNorm(
  x: Tensor4D,
  scale: Tensor1D,
  offset: Tensor1D,
  { groups, epsilon = 1e-5 }: GroupNormOptions,
): Tensor4D {
  const letters = checkShape('groupNorm', x, 'B H W C');
  checkShape('groupNorm', scale, 'C', letters);
  checkShape('groupNorm', offset, 'C', letters);
  expectThat(
    Number.isInteger(groups) && groups >= 1 && x.shape[3] % groups === 0,
    'groupNorm',
    `groups that divide ${x.shape[3]} channels`,
    String(groups),
    'Change the number of groups or of channels.',
  );
  return tidy(
    () => runKernelForAll('TandemGroupNorm', { x, scale, offset }, { groups, epsilon })[0] as Tensor4D,
  );
}

registerGradient({
  kernelName: 'TandemGroupNorm',
  inputsToSave: ['x', 'scale'],
  outputsToSave: [false, true, true],
  gradFunc: (upstream, saved, attributes) => {
    const dy = (upstream as Tensor[])[0]!;
    const [x, scale, mean, rstd] = saved as [Tensor, Tensor, Tensor, Tensor];
    const [dx, dscale, doffset] = runKernelForAll(
      'TandemGroupNormGradient',
      { x, dy, mean, rstd, scale },
      attributes,
    ) as [Tensor, Tensor, Tensor];
    return { x: () => dx, scale: () => dscale, offset: () => doffset };
  },
});
