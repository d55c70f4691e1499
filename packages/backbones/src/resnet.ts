import { count, describe, expectThat, readOptions } from '@tandem-det/base';
import {
  type Backbone,
  checkShape,
  convolution,
  convolutionSequence,
  deformationOptions,
  type Layer,
  type Level,
  type Norm,
  normalization,
  normName,
  normOptions,
  type ParameterScope,
  tidied,
} from '@tandem-det/core';
import { maxPool2d } from '@tandem-det/kernels';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { blockOutputs, residualBlock } from './residual-block.ts';
import { stageLevel, stageLevels } from './stage-levels.ts';

const NO_STAGES: { readonly levels: readonly number[] } = { levels: [] };

/**
 * Blocks of the stages `layer1` to `layer4`, by depth. Basic blocks have neither groups nor deformable convolutions, as
 * in torchvision and mmdetection.
 */
const BLOCKS = {
  18: [2, 2, 2, 2],
  34: [3, 4, 6, 3],
  50: [3, 4, 6, 3],
  101: [3, 4, 23, 3],
  152: [3, 8, 36, 3],
} as const;

/** The stages whose bottlenecks have a deformable 3 × 3 convolution, and of which kind. */
export const deformableStagesOptions = deformationOptions.extend({
  /** Levels that the stages return: 2 is `layer1`, … 5 is `layer4`. */
  levels: z.array(stageLevel).readonly().default([3, 4, 5]),
});

/** The options of `resnet`, their defaults and their checks. */
export const resnetOptions = z.strictObject({
  /** 18 and 34 have basic blocks, 50, 101 and 152 bottlenecks. */
  depth: z.literal([18, 34, 50, 101, 152]).default(50),
  /** Channels of the stem and of the first stage's 3 × 3 convolutions in a plain ResNet. */
  width: count.default(64),
  /** Groups of the bottlenecks' 3 × 3 convolutions: 32 or 64 of ResNeXt. */
  groups: count.default(1),
  /** Channels of each of those groups in the first stage: 4 of ResNeXt; `width` without it. */
  groupWidth: count.optional(),
  /** Channels of the stem; `width` without it. */
  stemWidth: count.optional(),
  /** Deformable convolutions in the bottlenecks of these stages, C3 to C5 and version 2 by default; none without it. */
  deformable: deformableStagesOptions.optional(),
  norm: normOptions.prefault({ kind: 'batch' }),
  /** Where a bottleneck's stride is: on its 3 × 3 convolution (torchvision's weights) or on the first (Caffe's). */
  style: z.enum(['pytorch', 'caffe']).default('pytorch'),
  /** Stages that do not train and whose batch statistics stay: 0 none, 1 the stem and `layer1`, to 4 all. */
  frozenStages: z.literal([0, 1, 2, 3, 4]).default(0),
  /** First and last level returned, of 2 to 5: level l has stride 2^l. */
  levels: stageLevels.default([3, 5]),
  /** Start each block as its shortcut: its last normalization has scale 0. */
  zeroInitialize: z.boolean().default(false),
});

export type ResNetOptions = z.input<typeof resnetOptions>;

export type ResNetDepth = NonNullable<ResNetOptions['depth']>;

/** Where a bottleneck's stride is. */
export type ResNetStyle = NonNullable<ResNetOptions['style']>;

/** The stages whose bottlenecks have a deformable 3 × 3 convolution, and of which kind. */
export type DeformableStages = NonNullable<ResNetOptions['deformable']>;

/**
 * ResNet, and ResNeXt with groups: a 7 × 7 convolution of stride 2, a 3 × 3 max pooling of stride 2, and four stages of residual blocks
 * of strides 4, 8, 16 and 32. Levels 2 to 5 (C2 to C5) are the stages' outputs.
 *
 * Images [B, H, W, 3]; level l is [B, ceil(H / 2^l), ceil(W / 2^l), width · 2^(l − 2)], times 4 for bottlenecks.
 * Names: `conv1`, `bn1`, `layer1.0.conv1`, … as in torchvision; with group normalisation `gn1`, … as in
 * mmdetection. At narrow widths the number of groups follows `groupCount` of core.
 * The 3 × 3 convolution of a bottleneck in stage s (0 to 3) has groups · groupWidth · 2^s channels: ResNeXt-101
 * 64x4d is `{ depth: 101, groups: 64, groupWidth: 4 }`. Deformable: mmdetection's names, `conv2.conv_offset`.
 * Errors: an ExpectationError for an unknown option, a value out of range, and groups or deformable stages of basic
 * blocks.
 * Source: He et al. 2016; Xie et al. 2017; torchvision's `resnet18` to `resnet101` (initialisation too: `zeroInitialize` is off).
 */
export function resnet(options: ResNetOptions = {}): Backbone {
  const given = readOptions('resnet', resnetOptions, options);
  const { depth, width, groups, deformable, norm, style, frozenStages, levels, zeroInitialize } = given;
  const { groupWidth = width, stemWidth = width } = given;
  const bottleneck = depth >= 50;
  const { levels: deformableLevels, ...deformation } = { ...NO_STAGES, ...deformable };
  expectThat(
    bottleneck || (groups === 1 && groupWidth === width && deformableLevels.length === 0),
    'resnet',
    'a depth with bottlenecks, 50 or more, for groups and deformable convolutions',
    'basic blocks',
  );
  const [first, last] = levels;
  const stages = BLOCKS[depth].slice(0, last - 1);
  const outputsOf = (stage: number) => blockOutputs(width * 2 ** stage, bottleneck);
  const declared: Level[] = [];
  for (let level = first; level <= last; level++) {
    declared.push({ stride: 2 ** level, channels: outputsOf(level - 2) });
  }
  const backbone: Backbone = {
    name: groups === 1 ? `resnet${depth}` : `resnext${depth}-${groups}x${groupWidth}d`,
    levels: declared,
    build(scope) {
      const stem = buildStem(scope.frozen(frozenStages >= 1), stemWidth, norm);
      const built = stages.map((count, stage) => {
        const stageScope = scope.child(`layer${stage + 1}`).frozen(frozenStages > stage);
        return Array.from({ length: count }, (_, block) =>
          residualBlock(stageScope.child(block), {
            inputs: block > 0 ? outputsOf(stage) : stage > 0 ? outputsOf(stage - 1) : stemWidth,
            width: width * 2 ** stage,
            middle: groups * groupWidth * 2 ** stage,
            groups,
            deformation: deformableLevels.includes(stage + 2) ? deformation : undefined,
            stride: stage > 0 && block === 0 ? 2 : 1,
            style,
            bottleneck,
            norm,
            zeroInitialize,
          }),
        );
      });
      return (images, context) => {
        checkShape('resnet', images, 'B H W 3');
        return tidied(() => {
          const features: Tensor4D[] = [];
          let x = stem(images, context);
          for (const blocks of built) {
            for (const block of blocks) x = block(x, context);
            features.push(x);
          }
          return features.slice(first - 2);
        });
      };
    },
  };
  return describe(backbone, 'resnet', { ...given, groupWidth, stemWidth });
}

function buildStem(scope: ParameterScope, width: number, norm: Norm): Layer {
  const convolve = convolution(scope.child('conv1'), {
    inputs: 3,
    outputs: width,
    kernel: 7,
    stride: 2,
    bias: false,
  });
  const normalize = normalization(scope.child(`${normName(norm)}1`), width, norm);
  const layer = convolutionSequence(convolve, normalize, 'relu');
  return (images, context) => {
    const y = maxPool2d(layer(images, context), { size: 3, stride: 2, padding: 1 });
    context.trace?.({
      name: scope.child('maxpool').path,
      kind: 'max pooling',
      outputShape: y.shape,
      macs: 0,
    });
    return y;
  };
}
