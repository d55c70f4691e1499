import { add, concat } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Initializer, ParameterScope } from '../parameters.ts';
import { type Activation, activationOption } from './activation.ts';
import { convolutionBlock } from './convolution-block.ts';
import { fanInUniform } from './initializers.ts';
import type { Layer } from './layer.ts';
import { type Norm, normOptions } from './normalization.ts';

/**
 * What all parts of a YOLOX network take, with YOLOX's own defaults: batch normalization with epsilon 0.001 and
 * momentum 0.03, SiLU.
 */
export const cspStyleOptions = z.strictObject({
  /** Depthwise and 1 × 1 convolutions in place of the 3 × 3 (YOLOX-Nano). */
  separable: z.boolean().default(false),
  norm: normOptions.prefault({ kind: 'batch', epsilon: 1e-3, momentum: 0.03 }),
  activation: activationOption.default('silu'),
});

/** What all convolutions of a YOLOX network have in common. */
export interface CspStyle {
  readonly norm: Norm;
  readonly activation: Activation;
  readonly separable: boolean;
  readonly initializer: Initializer;
}

/** The style of these options, with the initialization that YOLOX keeps, PyTorch's own. */
export function cspStyle({ norm, activation, separable }: z.output<typeof cspStyleOptions>): CspStyle {
  return { norm, activation, separable, initializer: fanInUniform() };
}

/** YOLOX's own style. */
export const CSP_STYLE: CspStyle = cspStyle(cspStyleOptions.parse({}));

export interface CspLayerOptions extends CspStyle {
  readonly inputs: number;
  readonly outputs: number;
  /** Bottlenecks of the one half; there may be none. */
  readonly blocks: number;
  /** Whether each bottleneck adds its input to its output. */
  readonly shortcut?: boolean;
}

/**
 * Cross-stage partial layer: one 1 × 1 convolution to half the channels and through `blocks` bottlenecks (1 × 1,
 * 3 × 3, and their input added), another past them; both halves joined by a third 1 × 1 convolution.
 *
 * x [B, H, W, inputs]; returns [B, H, W, outputs].
 * Names: `conv1` and `m.i.conv1`, `m.i.conv2` through the bottlenecks, `conv2` past them, `conv3` joining.
 * Source: Wang et al. 2020 (CSPNet); YOLOX's `CSPLayer`, where nothing follows the bottlenecks but `conv3`.
 */
export function cspLayer(
  scope: ParameterScope,
  { inputs, outputs, blocks, shortcut = true, separable, ...style }: CspLayerOptions,
): Layer {
  const half = Math.floor(outputs / 2);
  const pointwise = (name: string, from: number, to: number): Layer =>
    convolutionBlock(scope.child(name), { ...style, inputs: from, outputs: to, kernel: 1 });
  const through = pointwise('conv1', inputs, half);
  const past = pointwise('conv2', inputs, half);
  const join = pointwise('conv3', 2 * half, outputs);
  const bottlenecks = Array.from({ length: blocks }, (_, index) => {
    const place = scope.child('m').child(index);
    const shape = { ...style, inputs: half, outputs: half };
    const reduce = convolutionBlock(place.child('conv1'), { ...shape, kernel: 1 });
    const spread = convolutionBlock(place.child('conv2'), { ...shape, kernel: 3, separable });
    const branch: Layer = (x, context) => spread(reduce(x, context), context);
    const residual: Layer = (x, context) => add(branch(x, context), x);
    return shortcut ? residual : branch;
  });
  return (x, context) => {
    const deep = bottlenecks.reduce((y, bottleneck) => bottleneck(y, context), through(x, context));
    return join(concat([deep, past(x, context)], 3), context);
  };
}
