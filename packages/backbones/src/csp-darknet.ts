import { describe, expected, positive, readOptions } from '@tandem-det/base';
import {
  type Backbone,
  checkShape,
  convolutionBlock,
  cspLayer,
  cspStyle,
  cspStyleOptions,
  type Layer,
  type Level,
  type ParameterScope,
  tidied,
} from '@tandem-det/core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { pixelUnshuffle } from './pixel-unshuffle.ts';
import { spatialPyramidPooling } from './spatial-pyramid-pooling.ts';
import { stageLevels } from './stage-levels.ts';

const aWidth = expected('a width of 1/32 (2 channels) or more');

/** The options of `cspDarknet`, their defaults and their checks. */
export const cspDarknetOptions = cspStyleOptions.extend({
  /** Multiplies the bottlenecks of each stage: of 3, 9, 9 and 3, rounded, at least 1 for each 3. */
  depth: positive.default(1),
  /** Multiplies the channels: of a stem of 64, rounded down. */
  width: z
    .number(aWidth)
    .min(1 / 32, aWidth)
    .default(1),
  /** First and last level returned, of 2 to 5: level l has stride 2^l. */
  levels: stageLevels.default([3, 5]),
});

export type CspDarknetOptions = z.input<typeof cspDarknetOptions>;

/** Bottlenecks of the stages `dark2` to `dark5`, in multiples of the base. */
const STAGES = [1, 3, 3, 1] as const;

/**
 * CSPDarknet: cells of 2 × 2 pixels through a 3 × 3 convolution (the focus stem), then four stages of a 3 × 3
 * convolution of stride 2 and a cross-stage partial layer. The last stage pools in several windows between the
 * two, and its bottlenecks have no shortcut.
 *
 * Images [B, H, W, 3]; level l is [B, ceil(H / 2^l), ceil(W / 2^l), floor(64 width) · 2^(l − 1)].
 * Names: `stem.conv`, `dark2.0`, `dark2.1.conv1`, … as in YOLOX.
 * Errors: an ExpectationError for an unknown option and a value out of range.
 * Source: Ge et al. 2021; YOLOX's `CSPDarknet`, whose sizes (depth, width) are nano (0.33, 0.25, separable), tiny
 * (0.33, 0.375), s (0.33, 0.5), m (0.67, 0.75), l (1, 1), x (1.33, 1.25).
 */
export function cspDarknet(options: CspDarknetOptions = {}): Backbone {
  const where = 'cspDarknet';
  const read = readOptions(where, cspDarknetOptions, options);
  const { depth, width, levels } = read;
  const [first, last] = levels;
  const style = cspStyle(read);
  const base = Math.floor(64 * width);
  const blocks = Math.max(Math.round(3 * depth), 1);
  const channelsOf = (level: number) => base * 2 ** (level - 1);
  const declared: Level[] = [];
  for (let level = first; level <= last; level++) {
    declared.push({ stride: 2 ** level, channels: channelsOf(level) });
  }
  const backbone: Backbone = {
    name: 'CSPDarknet',
    levels: declared,
    build(scope) {
      const stem = convolutionBlock(scope.child('stem').child('conv'), {
        ...style,
        inputs: 12,
        outputs: base,
        separable: false,
      });
      const stages = STAGES.slice(0, last - 1).map((factor, index) =>
        stage(scope.child(`dark${index + 2}`), channelsOf(index + 2), factor * blocks, index === 3),
      );
      return (images, context) => {
        checkShape(where, images, 'B H W 3');
        return tidied(() => {
          const features: Tensor4D[] = [];
          let x = stem(pixelUnshuffle(images), context);
          for (const layers of stages) {
            for (const layer of layers) x = layer(x, context);
            features.push(x);
          }
          return features.slice(first - 2);
        });
      };
    },
  };
  return describe(backbone, where, read);

  function stage(scope: ParameterScope, channels: number, count: number, isLast: boolean): Layer[] {
    const halve = { ...style, inputs: channels / 2, outputs: channels, stride: 2 };
    const csp = { ...style, inputs: channels, outputs: channels, blocks: count, shortcut: !isLast };
    return [
      convolutionBlock(scope.child(0), halve),
      ...(isLast ? [spatialPyramidPooling(scope.child(1), channels, style)] : []),
      cspLayer(scope.child(isLast ? 2 : 1), csp),
    ];
  }
}
