import { type DeformableStages, type ResNetOptions, resnet } from '@tandem-det/backbones';
import type { Backbone, DensePredictions, Neck, Norm } from '@tandem-det/core';
import type { DetectorOptions } from '@tandem-det/detector';
import { fpn } from '@tandem-det/necks';

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
  /** Normalisation of the ResNet. The papers start from ImageNet weights and take `{ kind: 'frozen-batch' }`. */
  readonly norm?: Norm;
  /** First stages of the ResNet that do not train; the papers, from ImageNet weights, freeze 1. */
  readonly frozenStages?: NonNullable<ResNetOptions['frozenStages']>;
  /** Channels of the pyramid and of the head. */
  readonly channels?: number;
  /** Another backbone; then nothing above is used, nor frozenStages. */
  readonly backbone?: Backbone;
  /** Another neck. */
  readonly neck?: Neck;
}

/** The part of a detector's options that presets share: ResNet, and FPN on levels 3 to 7. */
export function pyramid({
  classes,
  depth = 50,
  width = 64,
  groups = 1,
  groupWidth = width,
  deformable,
  norm = { kind: 'batch' },
  frozenStages = 0,
  channels = 256,
  backbone = resnet({
    depth,
    width,
    groups,
    groupWidth,
    ...(deformable && { deformable }),
    norm,
    frozenStages,
  }),
  neck = fpn({ channels, levels: [3, 7] }),
  seed = 0,
  detection = {},
}: PyramidOptions): Pick<
  DetectorOptions<DensePredictions>,
  'classes' | 'backbone' | 'neck' | 'seed' | 'detection'
> {
  return { classes, backbone, neck, seed, detection };
}
