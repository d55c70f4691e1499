import { expectThat } from '@tandem-det/base';
import {
  type Activation,
  type Backbone,
  CSP_STYLE,
  checkShape,
  convolutionBlock,
  cspLayer,
  type Layer,
  type Level,
  type Norm,
  type ParameterScope,
  tidied,
} from '@tandem-det/core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { pixelUnshuffle } from './pixel-unshuffle.ts';
import { spatialPyramidPooling } from './spatial-pyramid-pooling.ts';

export interface CspDarknetOptions {
  /** Multiplies the bottlenecks of each stage: of 3, 9, 9 and 3, rounded, at least 1 for each 3. */
  readonly depth?: number;
  /** Multiplies the channels: of a stem of 64, rounded down. */
  readonly width?: number;
  /** Depthwise and 1 × 1 convolutions in place of the 3 × 3 (YOLOX-Nano); the stem keeps its own. */
  readonly separable?: boolean;
  readonly norm?: Norm;
  readonly activation?: Activation;
  /** First and last level returned, of 2 to 5: level l has stride 2^l. */
  readonly levels?: readonly [first: number, last: number];
}

/** Bottlenecks of the stages `dark2` to `dark5`, in multiples of the base. */
const STAGES = [1, 3, 3, 1] as const;

/**
 * CSPDarknet: cells of 2 × 2 pixels through a 3 × 3 convolution (the focus stem), then four stages of a 3 × 3
 * convolution of stride 2 and a cross-stage partial layer. The last stage pools in several windows between the
 * two, and its bottlenecks have no shortcut.
 *
 * Images [B, H, W, 3]; level l is [B, ceil(H / 2^l), ceil(W / 2^l), floor(64 width) · 2^(l − 1)].
 * Names: `stem.conv`, `dark2.0`, `dark2.1.conv1`, … as in YOLOX.
 * Source: Ge et al. 2021; YOLOX's `CSPDarknet`, whose sizes (depth, width) are nano (0.33, 0.25, separable), tiny
 * (0.33, 0.375), s (0.33, 0.5), m (0.67, 0.75), l (1, 1), x (1.33, 1.25).
 */
export function cspDarknet({
  depth = 1,
  width = 1,
  separable = CSP_STYLE.separable,
  norm = CSP_STYLE.norm,
  activation = CSP_STYLE.activation,
  levels: [first, last] = [3, 5],
}: CspDarknetOptions = {}): Backbone {
  const where = 'cspDarknet';
  expectThat(depth > 0, where, 'a depth > 0', String(depth));
  expectThat(width >= 1 / 32, where, 'a width of 1/32 (2 channels) or more', String(width));
  expectThat(
    Number.isInteger(first) && Number.isInteger(last) && 2 <= first && first <= last && last <= 5,
    where,
    'levels [first, last] between 2 and 5',
    `[${first}, ${last}]`,
  );
  const style = { ...CSP_STYLE, separable, norm, activation };
  const base = Math.floor(64 * width);
  const blocks = Math.max(Math.round(3 * depth), 1);
  const channelsOf = (level: number) => base * 2 ** (level - 1);
  const declared: Level[] = [];
  for (let level = first; level <= last; level++) {
    declared.push({ stride: 2 ** level, channels: channelsOf(level) });
  }
  return {
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
