import { otaAssigner } from '@tandem-det/assigners';
import { readOptions } from '@tandem-det/base';
import type { QualityPredictions } from '@tandem-det/core';
import type { DetectorOptions } from '@tandem-det/detector';
import { FCOS_TRICKS, fcosHead, fcosHeadOptions } from '@tandem-det/heads';
import { focal, giou, iouQuality, positives, sumLosses, weighted } from '@tandem-det/losses';
import type { z } from 'zod';
import { pyramid, pyramidOptions } from './pyramid.ts';
import type { TrainingRule } from './training-rules.ts';

/** The options of `ota`, their defaults and their checks. */
export const otaOptions = pyramidOptions.extend({
  /** Convolutions of each of the head's two towers. */
  convs: fcosHeadOptions.shape.convs,
});

export type OtaOptions = z.input<typeof otaOptions>;

/**
 * The rule of OTA: optimal transport decides the assignment; focal loss, twice GIoU, and half the cross-entropy of
 * the predicted IoU, each by the number of positives, at least one.
 * Source: Ge et al. 2021, OTA; the authors' `fcos.py`.
 */
export function otaRule(): TrainingRule<QualityPredictions> {
  const normalizer = positives({ floor: { atLeast: 1 } });
  return {
    assigner: otaAssigner(),
    loss: sumLosses(
      focal({ normalizer }),
      weighted(2, giou({ normalizer })),
      weighted(0.5, iouQuality({ normalizer })),
    ),
  };
}

/**
 * OTA: ResNet, FPN with a ReLU before P7, the head of FCOS with its improvements, whose quality branch learns the IoU
 * of the box; scores are sqrt(class · IoU). With 80 classes its head has 4,920,666 parameters.
 *
 * Returns the parts, for `createDetector`; another part takes the place of its own:
 * `createDetector({ ...ota({ classes }), head: mine })`.
 * Errors: an ExpectationError for an unknown option and a value out of range.
 * Source: Ge et al. 2021, OTA; the authors' `ota.res50.fpn.coco.800size.1x`, which from ImageNet weights of Caffe is
 * `style: 'caffe', norm: { kind: 'frozen-batch' }, frozenStages: 1`.
 * From scratch take `norm: { kind: 'group' }`.
 */
export function ota(options: OtaOptions): DetectorOptions<QualityPredictions> {
  const read = readOptions('ota', otaOptions, options);
  const { channels, convs } = read;
  return {
    ...pyramid(read, { reluBeforeExtra: true }),
    ...otaRule(),
    head: fcosHead({ channels, convs, ...FCOS_TRICKS, score: 'geometric mean' }),
  };
}
