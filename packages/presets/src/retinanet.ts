import { maxIou } from '@tandem-det/assigners';
import { readOptions } from '@tandem-det/base';
import type { DeltaPredictions } from '@tandem-det/core';
import { type DetectorOptions, detectionOptions } from '@tandem-det/detector';
import { RETINA_CODER, retinaHead, retinaHeadOptions } from '@tandem-det/heads';
import { focal, l1, positivesPerImage, sumLosses } from '@tandem-det/losses';
import type { z } from 'zod';
import { pyramid, pyramidOptions } from './pyramid.ts';
import type { TrainingRule } from './training-rules.ts';

const { iouThreshold } = detectionOptions.shape;

/** The options of `retinanet`, their defaults and their checks. */
export const retinanetOptions = pyramidOptions.extend({
  /** Convolutions of each of the head's two towers. */
  convs: retinaHeadOptions.shape.convs,
  /** Defaults of `detect`. */
  detection: detectionOptions.extend({ iouThreshold: iouThreshold.unwrap().default(0.5) }).prefault({}),
});

export type RetinanetOptions = z.input<typeof retinanetOptions>;

/**
 * RetinaNet's rule: the IoU of anchors decides (positive from 0.5, background below 0.4, every object its best
 * anchors); focal loss, and L1 of the deltas, both over the positives, at least one of each image.
 * Source: Lin et al. 2017; mmdetection's `retinanet_r50_fpn.py`, where L1 is in place of the paper's smooth L1.
 */
export function retinanetRule(): TrainingRule<DeltaPredictions> {
  const normalizer = positivesPerImage();
  return {
    assigner: maxIou(),
    loss: sumLosses(focal({ normalizer }), l1({ coder: RETINA_CODER, normalizer })),
  };
}

/**
 * RetinaNet: ResNet, FPN whose P6 is made from C5, two towers without normalisation, nine anchors per cell.
 * With 80 classes its head has 6,463,220 parameters. NMS at 0.5.
 *
 * Returns the parts, for `createDetector`; another part takes the place of its own:
 * `createDetector({ ...retinanet({ classes }), head: mine })`.
 * Errors: an ExpectationError for an unknown option and a value out of range.
 * Source: Lin et al. 2017; mmdetection's `retinanet_r50_fpn_1x_coco.py`, which from ImageNet weights is
 * `norm: { kind: 'frozen-batch' }, frozenStages: 1`. From scratch take `norm: { kind: 'group' }`.
 */
export function retinanet(options: RetinanetOptions): DetectorOptions<DeltaPredictions> {
  const read = readOptions('retinanet', retinanetOptions, options);
  const { channels, convs } = read;
  return {
    ...pyramid(read, { extra: 'on-input' }),
    ...retinanetRule(),
    head: retinaHead({ channels, convs }),
  };
}
