import { resnet, resnetOptions } from '@tandem-det/backbones';
import { readOptions } from '@tandem-det/base';
import type { DeltaPredictions, QualityPredictions } from '@tandem-det/core';
import { type DetectorOptions, detectorOptions } from '@tandem-det/detector';
import { FCOS_TRICKS, fcosHead, retinaHead, torchvisionAnchors } from '@tandem-det/heads';
import { fpn } from '@tandem-det/necks';
import { z } from 'zod';
import { fcos } from './fcos.ts';
import { retinanet } from './retinanet.ts';

/** The options of `torchvisionRetinanet`, their defaults and their checks. */
export const torchvisionRetinanetOptions = z.strictObject({
  /** Names of the classes; torchvision's weights have 91, by category id, of which some are never used. */
  classes: detectorOptions.shape.classes,
  depth: resnetOptions.shape.depth,
  /** First stages of the ResNet that do not train. */
  frozenStages: resnetOptions.shape.frozenStages.unwrap().default(2),
  /** Decides the initial value of every parameter. */
  seed: detectorOptions.shape.seed,
});

/** The options of `torchvisionFcos`: those of `torchvisionRetinanet`. */
export const torchvisionFcosOptions = torchvisionRetinanetOptions;

export type TorchvisionOptions = z.input<typeof torchvisionRetinanetOptions>;

const trunk = ({ depth, frozenStages }: z.output<typeof torchvisionRetinanetOptions>) => ({
  backbone: resnet({ depth, norm: { kind: 'frozen-batch' }, frozenStages }),
  neck: fpn({ reluBeforeExtra: true }),
});

const SELECTION = { candidates: 'pairs', iouThreshold: 0.5 } as const;

/**
 * RetinaNet that detects as torchvision's `retinanet_resnet50_fpn` does: its anchors, P6 from P5 and a ReLU before
 * P7, 300 detections at most. Its weights load with `names: torchvisionNames('retinanet')` of
 * `@tandem-det/checkpoints`. Images are multiples of 32. It trains by the rule of `retinanet`.
 */
export function torchvisionRetinanet(options: TorchvisionOptions): DetectorOptions<DeltaPredictions> {
  const read = readOptions('torchvisionRetinanet', torchvisionRetinanetOptions, options);
  const { classes, seed } = read;
  return {
    ...retinanet({ classes, seed, detection: { ...SELECTION, maxDetections: 300 } }),
    ...trunk(read),
    head: retinaHead({ anchors: torchvisionAnchors() }),
  };
}

/**
 * FCOS that detects as torchvision's `fcos_resnet50_fpn` does: places at the cells' corners, no learned scales, the
 * score sqrt(class · centerness). Its weights load with `names: torchvisionNames('fcos')` of
 * `@tandem-det/checkpoints`. Images are multiples of 32. It trains by the rule of `fcos` with tricks.
 */
export function torchvisionFcos(options: TorchvisionOptions): DetectorOptions<QualityPredictions> {
  const read = readOptions('torchvisionFcos', torchvisionFcosOptions, options);
  const { classes, seed } = read;
  const detection = { ...SELECTION, scoreThreshold: 0.2, iouThreshold: 0.6 };
  return {
    ...fcos({ classes, seed, tricks: true, detection }),
    ...trunk(read),
    head: fcosHead({
      ...FCOS_TRICKS,
      learnedScales: false,
      score: 'geometric mean',
      points: torchvisionAnchors({ sizes: [[8], [16], [32], [64], [128]], ratios: [1] }),
    }),
  };
}
