import { describe, ExpectationError, positive, readOptions } from '@tandem-det/base';
import {
  checkShape,
  convolutionBlock,
  cspLayer,
  cspStyle,
  cspStyleOptions,
  type Level,
  type Neck,
  tidied,
} from '@tandem-det/core';
import { upsampleNearest } from '@tandem-det/kernels';
import { concat, type Tensor4D } from '@tensorflow/tfjs-core';
import type { z } from 'zod';

/** The options of `cspPafpn`, their defaults and their checks. */
export const cspPafpnOptions = cspStyleOptions.extend({
  /** Multiplies the 3 bottlenecks of each cross-stage partial layer. */
  depth: positive.default(1),
});

export type CspPafpnOptions = z.input<typeof cspPafpnOptions>;

/**
 * YOLOX's path aggregation pyramid on three levels. Down: the coarser map, reduced by a 1 × 1 convolution to the
 * finer one's channels, upsampled and joined with it, goes through a cross-stage partial layer; twice. Up again:
 * the finer result, through a 3 × 3 convolution of stride 2 and joined with the reduced map of that level, goes
 * through another; twice.
 *
 * Inputs: three consecutive levels, finest first. Returns the same levels with the same channels. Upsampling is
 * to the finer map's own size (nearest), so any image size works.
 * Names: `lateral_conv0`, `C3_p4`, `reduce_conv1`, `C3_p3`, `bu_conv2`, `C3_n3`, `bu_conv1`, `C3_n4`.
 * Errors: an ExpectationError for an unknown option and a value out of range.
 * Source: Liu et al. 2018 (PANet); YOLOX's `YOLOPAFPN`, whose bottlenecks here have no shortcut.
 */
export function cspPafpn(options: CspPafpnOptions = {}): Neck {
  const where = 'cspPafpn';
  const read = readOptions(where, cspPafpnOptions, options);
  const { depth } = read;
  const style = cspStyle(read);
  const neck: Neck = {
    name: 'CSP-PAFPN',
    levels: (inputs) => [...inputs],
    build(scope, inputs) {
      const [fine, middle, coarse] = channelsOf(where, inputs);
      const pointwise = (name: string, from: number, to: number) =>
        convolutionBlock(scope.child(name), {
          ...style,
          inputs: from,
          outputs: to,
          kernel: 1,
          separable: false,
        });
      const halve = (name: string, channels: number) =>
        convolutionBlock(scope.child(name), { ...style, inputs: channels, outputs: channels, stride: 2 });
      const mix = (name: string, from: number, to: number) =>
        cspLayer(scope.child(name), {
          ...style,
          inputs: from,
          outputs: to,
          blocks: Math.round(3 * depth),
          shortcut: false,
        });
      const reduceCoarse = pointwise('lateral_conv0', coarse, middle);
      const mixMiddle = mix('C3_p4', 2 * middle, middle);
      const reduceMiddle = pointwise('reduce_conv1', middle, fine);
      const mixFine = mix('C3_p3', 2 * fine, fine);
      const halveFine = halve('bu_conv2', fine);
      const joinMiddle = mix('C3_n3', 2 * fine, middle);
      const halveMiddle = halve('bu_conv1', middle);
      const joinCoarse = mix('C3_n4', 2 * middle, coarse);

      return (features, context) => {
        if (features.length !== 3) throw new ExpectationError(where, '3 feature maps', `${features.length}`);
        for (const map of features) checkShape(where, map, 'B H W C');
        const [c3, c4, c5] = features as readonly [Tensor4D, Tensor4D, Tensor4D];
        return tidied(() => {
          const reduced5 = reduceCoarse(c5, context);
          const mixed4 = mixMiddle(concat([upsampledTo(c4, reduced5), c4], 3), context);
          const reduced4 = reduceMiddle(mixed4, context);
          const p3 = mixFine(concat([upsampledTo(c3, reduced4), c3], 3), context);
          const p4 = joinMiddle(concat([halveFine(p3, context), reduced4], 3), context);
          const p5 = joinCoarse(concat([halveMiddle(p4, context), reduced5], 3), context);
          return [p3, p4, p5];
        });
      };
    },
  };
  return describe(neck, where, read);
}

function upsampledTo({ shape: [, height, width] }: Tensor4D, map: Tensor4D): Tensor4D {
  return upsampleNearest(map, { height, width });
}

/** Channels of three levels, each of twice the stride of the one before. */
function channelsOf(where: string, inputs: readonly Level[]): readonly [number, number, number] {
  if (inputs.length !== 3 || inputs.some(({ stride }, i) => stride !== inputs[0]!.stride * 2 ** i)) {
    throw new ExpectationError(
      where,
      'three consecutive inputs',
      `strides ${inputs.map(({ stride }) => stride).join(', ')}`,
      'Let the backbone return three levels, such as levels: [3, 5].',
    );
  }
  return inputs.map(({ channels }) => channels) as unknown as readonly [number, number, number];
}
