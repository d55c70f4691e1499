import { count, describe, ExpectationError, expected, readOptions, whole } from '@tandem-det/base';
import {
  checkShape,
  convolutionBlock,
  type Layer,
  type Level,
  type Neck,
  normOptions,
  tidied,
  xavierUniform,
} from '@tandem-det/core';
import { addAlike, maxPool2d, relu, upsampleNearest } from '@tandem-det/kernels';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { bottomUpPath } from './bottom-up-path.ts';

/** The options of `fpn` and `pafpn`, their defaults and their checks. */
export const fpnOptions = z.strictObject({
  /** Channels of every level out. */
  channels: count.default(256),
  /** First and last level out: level l has stride 2^l. Levels beyond the inputs are extra. */
  levels: z
    .tuple([whole, whole])
    .refine(([first, last]) => first <= last, expected('levels [first, last] with first ≤ last'))
    .readonly()
    .default([3, 7]),
  /**
   * How extra levels are made: by strided convolutions, the first of them from the coarsest output (TOOD, ATSS, FCOS),
   * the coarsest input (RetinaNet) or its lateral convolution; or from the coarsest output without parameters, every
   * other row and column (`max-pool`: the pool of one cell that two-stage detectors have).
   */
  extra: z.enum(['on-output', 'on-input', 'on-lateral', 'max-pool']).default('on-output'),
  /** A ReLU before each extra convolution but the first. */
  reluBeforeExtra: z.boolean().default(false),
  /** A normalization after each convolution, which then has no bias; none in the papers. */
  norm: normOptions.optional(),
});

export type FpnOptions = z.input<typeof fpnOptions>;

/**
 * Feature pyramid: a 1 × 1 convolution per input level (lateral), from coarse to fine the coarser sum upsampled
 * and added, a 3 × 3 convolution per level; then extra levels by 3 × 3 convolutions of stride 2, or by leaving out
 * cells.
 *
 * Inputs finer than the first level are not used; the others must be consecutive. Upsampling is to the finer
 * map's own size (nearest), so any image size works. Returns levels [B, ceil(H / 2^l), ceil(W / 2^l), channels].
 * Names: `lateral_convs.i.conv`, `fpn_convs.i.conv`, the extra ones last.
 * Errors: an ExpectationError for an unknown option and a value out of range.
 * Source: Lin et al. 2017; mmdetection's FPN (Xavier uniform initialisation, biases 0).
 */
export function fpn(options: FpnOptions = {}): Neck {
  return pyramidNeck('fpn', options, false);
}

/** `fpn`, or with a path back up over the levels that have an input. */
export function pyramidNeck(where: 'fpn' | 'pafpn', options: FpnOptions, isAggregating: boolean): Neck {
  const read = readOptions(where, fpnOptions, options);
  const { channels, extra, reluBeforeExtra, norm } = read;
  const [first, last] = read.levels;
  const strides = Array.from({ length: last - first + 1 }, (_, index) => 2 ** (first + index));
  const neck: Neck = {
    name: where,
    levels: () => strides.map((stride) => ({ stride, channels })),
    build(scope, inputs) {
      const used = usedInputs(where, inputs, strides);
      const layer = (
        name: string,
        index: number,
        shape: { inputs: number; kernel: number; stride?: number },
      ) =>
        convolutionBlock(scope.child(name).child(index), {
          ...shape,
          outputs: channels,
          initializer: xavierUniform(),
          activation: 'none',
          ...(norm && { norm }),
        });
      const laterals = used.map((level, index) =>
        layer('lateral_convs', index, { inputs: level.channels, kernel: 1 }),
      );
      const outputs = used.map((_, index) => layer('fpn_convs', index, { inputs: channels, kernel: 3 }));
      const coarsest = used.at(-1)!;
      const everyOther: Layer = (map) => maxPool2d(map, { size: 1, stride: 2, padding: 0 });
      const extras = strides.slice(used.length).map((_, index) =>
        extra === 'max-pool'
          ? everyOther
          : layer('fpn_convs', used.length + index, {
              inputs: index === 0 && extra === 'on-input' ? coarsest.channels : channels,
              kernel: 3,
              stride: 2,
            }),
      );
      const aggregate =
        isAggregating &&
        bottomUpPath(used.length, (name, index, shape) => layer(name, index, { ...shape, inputs: channels }));
      const skipped = inputs.indexOf(used[0]!);
      return (features, context) => {
        if (features.length !== inputs.length) {
          throw new ExpectationError(where, `${inputs.length} feature maps`, String(features.length));
        }
        for (const map of features) checkShape(where, map, 'B H W C');
        return tidied(() => {
          const maps = features.slice(skipped, skipped + used.length);
          const merged: Tensor4D[] = [];
          for (let index = maps.length - 1; index >= 0; index--) {
            const lateral = laterals[index]!(maps[index]!, context);
            const coarser = merged[0];
            const [, height, width] = lateral.shape;
            merged.unshift(
              coarser ? addAlike(lateral, upsampleNearest(coarser, { height, width })) : lateral,
            );
          }
          const topDown = merged.map((map, index) => outputs[index]!(map, context));
          const pyramid = aggregate ? aggregate(topDown, context) : topDown;
          const sources = {
            'on-input': maps,
            'on-lateral': merged,
            'on-output': pyramid,
            'max-pool': pyramid,
          };
          const source = sources[extra].at(-1)!;
          for (const [index, make] of extras.entries()) {
            const finer = index === 0 ? source : pyramid.at(-1)!;
            const isActivated = index > 0 && reluBeforeExtra && extra !== 'max-pool';
            pyramid.push(make(isActivated ? relu(finer) : finer, context));
          }
          return pyramid;
        });
      };
    },
  };
  return describe(neck, where, read);
}

/** The inputs at the pyramid's strides, which must begin with its first and leave no gap. */
function usedInputs(where: string, inputs: readonly Level[], strides: readonly number[]): Level[] {
  const used = inputs.filter(({ stride }) => strides.includes(stride));
  if (used.length === 0 || used.some(({ stride }, index) => stride !== strides[index])) {
    throw new ExpectationError(
      where,
      `consecutive inputs that begin at stride ${strides[0]}`,
      `strides ${inputs.map(({ stride }) => stride).join(', ')}`,
      'Choose the same first level in the backbone and in the pyramid.',
    );
  }
  return used;
}
