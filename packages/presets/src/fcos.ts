import { fcosRanges } from '@tandem-det/assigners';
import { readOptions } from '@tandem-det/base';
import type { QualityPredictions } from '@tandem-det/core';
import { type DetectorOptions, detectionOptions } from '@tandem-det/detector';
import { FCOS_TRICKS, fcosHead, fcosHeadOptions } from '@tandem-det/heads';
import { centerness, focal, giou, iou, positives, sumLosses, sumOfWeights } from '@tandem-det/losses';
import { z } from 'zod';
import { pyramid, pyramidOptions } from './pyramid.ts';
import type { TrainingRule } from './training-rules.ts';

/** The options of `fcosRule`, their defaults and their checks. */
export const fcosRuleOptions = z.strictObject({
  /** With the later improvements: center sampling at 1.5 strides, GIoU, distances in strides. */
  tricks: z.boolean().default(false),
});

export type FcosRuleOptions = z.input<typeof fcosRuleOptions>;

/** The options of `fcos`, their defaults and their checks. */
export const fcosOptions = pyramidOptions.extend(fcosRuleOptions.shape).extend({
  /** Convolutions of each of the head's two towers. */
  convs: fcosHeadOptions.shape.convs,
  /** Defaults of `detect`; NMS at 0.5, with tricks at 0.6. */
  detection: detectionOptions
    .extend({ iouThreshold: detectionOptions.shape.iouThreshold.unwrap().optional() })
    .prefault({}),
});

export type FcosOptions = z.input<typeof fcosOptions>;

/**
 * The rule of FCOS: objects go to levels by size, a place answers for the smallest object around it; focal loss
 * and centerness by the number of positives, IoU loss (`-ln IoU`; with tricks GIoU) weighted by centerness.
 * Source: Tian et al. 2019; mmdetection's `fcos_head.py`.
 */
export function fcosRule(options: FcosRuleOptions = {}): TrainingRule<QualityPredictions> {
  const { tricks } = readOptions('fcosRule', fcosRuleOptions, options);
  const normalizer = positives({ floor: { atLeast: 1 } });
  const box = {
    weight: 'centerness',
    normalizer: sumOfWeights({ floor: { atLeast: 1e-6 } }),
  } as const;
  return {
    assigner: fcosRanges({ radius: tricks ? 1.5 : 0 }),
    loss: sumLosses(
      focal({ normalizer }),
      tricks ? giou({ ...box, units: 'stride' }) : iou({ ...box, form: 'log' }),
      centerness({ normalizer }),
    ),
  };
}

/**
 * FCOS: ResNet, FPN with a ReLU before P7, the decoupled head on points, assignment by ranges of size.
 * `tricks` are the authors' later improvements: centerness beside the boxes, distances as relu in strides,
 * centre sampling, GIoU, and NMS at 0.6 in place of 0.5.
 * With 80 classes its head has 4,918,618 parameters, 2,048 more with tricks.
 *
 * Returns the parts, for `createDetector`; another part takes the place of its own:
 * `createDetector({ ...fcos({ classes }), head: mine })`.
 * Errors: an ExpectationError for an unknown option and a value out of range.
 * Source: Tian et al. 2019; mmdetection's `fcos_r50_caffe_fpn_gn-head_1x_coco.py` and
 * `fcos_center-normbbox-centeronreg-giou_…`, which from ImageNet weights of Caffe are
 * `style: 'caffe', norm: { kind: 'frozen-batch' }, frozenStages: 1`.
 * From scratch take `norm: { kind: 'group' }`.
 */
export function fcos(options: FcosOptions): DetectorOptions<QualityPredictions> {
  const read = readOptions('fcos', fcosOptions, options);
  const { channels, convs, tricks } = read;
  const { iouThreshold = tricks ? 0.6 : 0.5 } = read.detection;
  return {
    ...pyramid({ ...read, detection: { ...read.detection, iouThreshold } }, { reluBeforeExtra: true }),
    ...fcosRule({ tricks }),
    head: fcosHead({ channels, convs, ...(tricks && FCOS_TRICKS) }),
  };
}
