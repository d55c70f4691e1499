import type { AddonKernel } from '../../tensorflow/native.ts';

export const geometricMeanLogitAddon: AddonKernel = {
  name: 'TandemGeometricMeanLogit',
  run: ({ own }, { a, b }) => own('GeometricMeanLogit', [a!, b!], 1)[0]!,
};

export const geometricMeanLogitGradientAddon: AddonKernel = {
  name: 'TandemGeometricMeanLogitGradient',
  run: ({ own }, { a, b, dy }) => own('GeometricMeanLogitGradient', [a!, b!, dy!], 2),
};
