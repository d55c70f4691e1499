import { resnet, resnetOptions } from '@tandem-det/backbones';
import type { DensePredictions } from '@tandem-det/core';
import { type DetectorOptions, detectionOptions, detectorOptions } from '@tandem-det/detector';
import { type FpnOptions, fpn, fpnOptions } from '@tandem-det/necks';
import { z } from 'zod';

const trunk = resnetOptions.shape;
const neck = fpnOptions.shape;

/** What all presets but YOLOX take: the ResNet with a feature pyramid that all of them stand on. */
export const pyramidOptions = z.strictObject({
  /** Names of the classes. */
  classes: detectorOptions.shape.classes,
  /** Depth of the ResNet. */
  depth: trunk.depth,
  /** Channels of its stem; the paper's is 64. */
  width: trunk.width,
  /** Groups of its 3 × 3 convolutions: ResNeXt-101 64x4d has 64. */
  groups: trunk.groups,
  /** Channels of each of those groups: ResNeXt-101 64x4d has 4. */
  groupWidth: trunk.groupWidth,
  /** Its deformable stages; without it there are none. */
  deformable: trunk.deformable,
  /** Where its bottlenecks have their stride: for weights of torchvision, or of Caffe. */
  style: trunk.style,
  /** Normalization of the ResNet. The papers start from ImageNet weights and take `{ kind: 'frozen-batch' }`. */
  norm: trunk.norm,
  /** First stages of the ResNet that do not train; the papers, from ImageNet weights, freeze 1. */
  frozenStages: trunk.frozenStages,
  /** Channels of the pyramid and of the head. */
  channels: neck.channels,
  /** First and last level of the pyramid, from level 2 on: level l has stride 2^l. */
  levels: neck.levels,
  /** Normalization of the pyramid; the papers have none. */
  neckNorm: neck.norm,
  /** Decides the initial value of every parameter. */
  seed: detectorOptions.shape.seed,
  /** Defaults of `detect`. */
  detection: detectionOptions.prefault({}),
});

export type PyramidOptions = z.input<typeof pyramidOptions>;

/** How a method makes the levels that the backbone does not have. */
export type ExtraLevels = Pick<FpnOptions, 'extra' | 'reluBeforeExtra'>;

/** The parts that presets share: ResNet, and FPN. */
export function pyramid(
  options: z.output<typeof pyramidOptions>,
  extraLevels: ExtraLevels = {},
): Pick<DetectorOptions<DensePredictions>, 'classes' | 'backbone' | 'neck' | 'seed' | 'detection'> {
  const { classes, depth, width, groups, groupWidth, deformable, style, norm, frozenStages } = options;
  const { channels, levels, neckNorm, seed, detection } = options;
  const stages = { depth, width, groups, groupWidth, deformable, style, norm, frozenStages };
  return {
    classes,
    backbone: resnet({ ...stages, levels: [levels[0] === 2 ? 2 : 3, 5] }),
    neck: fpn({ channels, levels, norm: neckNorm, ...extraLevels }),
    seed,
    detection,
  };
}
