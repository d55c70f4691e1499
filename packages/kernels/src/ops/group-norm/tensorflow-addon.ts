import type { AddonKernel } from '../../tensorflow/native.ts';
import type { GroupNormAttributes } from './tensorflow-by-image.ts';

export const groupNormAddon: AddonKernel<GroupNormAttributes> = {
  name: 'TandemGroupNorm',
  run: ({ own }, { x, scale, offset }, { groups, epsilon }) =>
    own('Norm', [x!, scale!, offset!], 4, {
      groups: { integer: groups },
      epsilon: { float: epsilon },
      relu: false,
    }).slice(0, 3),
};

export const groupNormGradientAddon: AddonKernel<GroupNormAttributes> = {
  name: 'TandemGroupNormGradient',
  run: ({ own }, { x, dy, mean, rstd, scale }, { groups }) =>
    own('NormGradient', [x!, dy!, mean!, rstd!, scale!, scale!], 3, {
      groups: { integer: groups },
      relu: false,
    }),
};
