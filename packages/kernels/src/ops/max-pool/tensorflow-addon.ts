import type { AddonKernel, NativeAttribute } from '../../tensorflow/native.ts';
import type { MaxPoolAttributes } from './max-pool-2d.ts';

/** A place in a window is kept in a byte. */
const takes = (_: object, { size }: MaxPoolAttributes) => size[0] * size[1] <= 256;

export const maxPoolAddon: AddonKernel<MaxPoolAttributes> = {
  name: 'TandemMaxPool2D',
  takes,
  run: ({ own }, { x }, attributes) => own('MaxPool', [x!], 1, windows(attributes))[0]!,
};

/** Finds each window's largest cell anew, which is quicker than to keep and read where it was. */
export const maxPoolGradientAddon: AddonKernel<MaxPoolAttributes> = {
  name: 'TandemMaxPool2DGradient',
  takes,
  run: ({ own }, { x, dy }, attributes) => own('MaxPoolGradient', [x!, dy!], 1, windows(attributes))[0]!,
};

function windows({ size, stride, padding }: MaxPoolAttributes): Record<string, NativeAttribute> {
  const pairs = { size, stride, padding };
  return Object.fromEntries(
    Object.entries(pairs).flatMap(([name, [y, x]]) => [
      [`${name}_y`, { integer: y }],
      [`${name}_x`, { integer: x }],
    ]),
  );
}
