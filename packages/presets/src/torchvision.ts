import { type ResNetDepth, resnet } from '@tandem-det/backbones';
import type { DeltaPredictions, QualityPredictions } from '@tandem-det/core';
import type { Detector } from '@tandem-det/detector';
import { FCOS_TRICKS, fcosHead, retinaHead, torchvisionAnchors } from '@tandem-det/heads';
import { fpn } from '@tandem-det/necks';
import { fcos } from './fcos.ts';
import { retinanet } from './retinanet.ts';

export interface TorchvisionOptions {
  /** Names of the classes; torchvision's weights have 91, by category id, of which some are never used. */
  readonly classes: readonly string[];
  readonly depth?: ResNetDepth;
  /** First stages of the ResNet that do not train. */
  readonly frozenStages?: 0 | 1 | 2 | 3 | 4;
  readonly seed?: number;
}

const trunk = ({ depth = 50, frozenStages = 2 }: TorchvisionOptions) => ({
  backbone: resnet({ depth, norm: { kind: 'frozen-batch' }, frozenStages }),
  neck: fpn({ reluBeforeExtra: true }),
});

const SELECTION = { candidates: 'pairs', iouThreshold: 0.5 } as const;

/**
 * RetinaNet that detects as torchvision's `retinanet_resnet50_fpn` does: its anchors, P6 from P5 and a ReLU before
 * P7, 300 detections at most. Its weights load with `names: torchvisionNames('retinanet')` of
 * `@tandem-det/checkpoints`. Images are multiples of 32. It trains by the rule of `retinanet`.
 */
export function torchvisionRetinanet(options: TorchvisionOptions): Detector<DeltaPredictions> {
  const { classes, seed = 0 } = options;
  return retinanet({
    classes,
    seed,
    ...trunk(options),
    head: retinaHead({ anchors: torchvisionAnchors() }),
    detection: { ...SELECTION, maxDetections: 300 },
  });
}

/**
 * FCOS that detects as torchvision's `fcos_resnet50_fpn` does: places at the cells' corners, no learned scales, the
 * score sqrt(class · centerness). Its weights load with `names: torchvisionNames('fcos')` of
 * `@tandem-det/checkpoints`. Images are multiples of 32. It trains by the rule of `fcos` with tricks.
 */
export function torchvisionFcos(options: TorchvisionOptions): Detector<QualityPredictions> {
  const { classes, seed = 0 } = options;
  return fcos({
    classes,
    seed,
    tricks: true,
    ...trunk(options),
    head: fcosHead({
      ...FCOS_TRICKS,
      learnedScales: false,
      score: 'geometric mean',
      points: torchvisionAnchors({ sizes: [[8], [16], [32], [64], [128]], ratios: [1] }),
    }),
    detection: { ...SELECTION, scoreThreshold: 0.2, iouThreshold: 0.6 },
  });
}
