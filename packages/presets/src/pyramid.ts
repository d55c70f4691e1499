import { type DeformableStages, type ResNetOptions, type ResNetStyle, resnet } from '@tandem-det/backbones';
import type { Backbone, DensePredictions, Neck, Norm } from '@tandem-det/core';
import type { DetectorOptions } from '@tandem-det/detector';
import { type FpnOptions, fpn } from '@tandem-det/necks';

/** What every preset takes: the ResNet with a feature pyramid that all of them stand on. */
export interface PyramidOptions extends Pick<DetectorOptions<DensePredictions>, 'seed' | 'detection'> {
  /** Names of the classes. */
  readonly classes: readonly string[];
  /** Depth of the ResNet. */
  readonly depth?: NonNullable<ResNetOptions['depth']>;
  /** Channels of its stem; the paper's is 64. */
  readonly width?: number;
  /** Groups of its 3 × 3 convolutions, and the channels of each: ResNeXt-101 64x4d has 64 and 4. */
  readonly groups?: number;
  readonly groupWidth?: number;
  /** Its deformable stages; without it there are none. */
  readonly deformable?: DeformableStages;
  /** Where its bottlenecks have their stride: for weights of torchvision, or of Caffe. */
  readonly style?: ResNetStyle;
  /** Normalisation of the ResNet. The papers start from ImageNet weights and take `{ kind: 'frozen-batch' }`. */
  readonly norm?: Norm;
  /** First stages of the ResNet that do not train; the papers, from ImageNet weights, freeze 1. */
  readonly frozenStages?: NonNullable<ResNetOptions['frozenStages']>;
  /** Channels of the pyramid and of the head. */
  readonly channels?: number;
  /** First and last level of the pyramid: level l has stride 2^l. */
  readonly levels?: readonly [first: 2 | 3 | 4 | 5, last: number];
  /** Normalisation of the pyramid; the papers have none. */
  readonly neckNorm?: Norm;
  /** Another backbone; then nothing of a ResNet above is used. */
  readonly backbone?: Backbone;
  /** Another neck; then its options are not used. */
  readonly neck?: Neck;
}

/** How a method makes the levels that the backbone does not have. */
export type ExtraLevels = Pick<FpnOptions, 'extra' | 'reluBeforeExtra'>;

/** The part of a detector's options that presets share: ResNet, and FPN. */
export function pyramid(
  {
    classes,
    depth = 50,
    width = 64,
    groups = 1,
    groupWidth = width,
    style = 'pytorch',
    deformable,
    norm = { kind: 'batch' },
    frozenStages = 0,
    channels = 256,
    levels = [3, 7],
    neckNorm,
    backbone = resnet({
      depth,
      width,
      groups,
      groupWidth,
      style,
      ...(deformable && { deformable }),
      norm,
      frozenStages,
      levels: [levels[0] === 2 ? 2 : 3, 5],
    }),
    neck,
    seed = 0,
    detection = {},
  }: PyramidOptions,
  extraLevels: ExtraLevels = {},
): Pick<DetectorOptions<DensePredictions>, 'classes' | 'backbone' | 'neck' | 'seed' | 'detection'> {
  const own = () => fpn({ channels, levels, ...extraLevels, ...(neckNorm && { norm: neckNorm }) });
  return { classes, backbone, neck: neck ?? own(), seed, detection };
}
