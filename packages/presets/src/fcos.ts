import { fcosRanges } from '@tandem-det/assigners';
import type { Assigner, Head, Loss, QualityPredictions } from '@tandem-det/core';
import { createDetector, type Detector } from '@tandem-det/detector';
import { FCOS_TRICKS, fcosHead } from '@tandem-det/heads';
import { centerness, focal, giou, iou, positives, sumLosses, sumOfWeights } from '@tandem-det/losses';
import { type PyramidOptions, pyramid } from './pyramid.ts';
import type { TrainingRule } from './training-rules.ts';

export interface FcosRuleOptions {
  /** With the later improvements: centre sampling at 1.5 strides, GIoU, distances in strides. */
  readonly tricks?: boolean;
}

export interface FcosOptions<P extends QualityPredictions = QualityPredictions>
  extends PyramidOptions,
    FcosRuleOptions {
  /** Convolutions of each of the head's two towers. */
  readonly convs?: number;
  /** Another head, with a quality branch. */
  readonly head?: Head<P>;
  /** Another assigner. */
  readonly assigner?: Assigner<NoInfer<P>>;
  /** Another loss. */
  readonly loss?: Loss<NoInfer<P>>;
}

/**
 * The rule of FCOS: objects go to levels by size, a place answers for the smallest object around it; focal loss
 * and centerness by the number of positives, IoU loss (`-ln IoU`; with tricks GIoU) weighted by centerness.
 * Source: Tian et al. 2019; mmdetection's `fcos_head.py`.
 */
export function fcosRule({ tricks = false }: FcosRuleOptions = {}): TrainingRule<QualityPredictions> {
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
 * Source: Tian et al. 2019; mmdetection's `fcos_r50_caffe_fpn_gn-head_1x_coco.py` and
 * `fcos_center-normbbox-centeronreg-giou_…`, which from ImageNet weights of Caffe are
 * `style: 'caffe', norm: { kind: 'frozen-batch' }, frozenStages: 1`.
 * From scratch take `norm: { kind: 'group' }`.
 */
export function fcos<P extends QualityPredictions = QualityPredictions>(
  options: FcosOptions<P>,
): Detector<P> {
  const { channels = 256, convs = 4, tricks = false, detection } = options;
  const head: Head<QualityPredictions> = fcosHead({ channels, convs, ...(tricks && FCOS_TRICKS) });
  const rule = fcosRule({ tricks });
  // Without a head of its own P is QualityPredictions: nothing else can decide it.
  return createDetector<P>({
    ...pyramid(
      { ...options, detection: { iouThreshold: tricks ? 0.6 : 0.5, ...detection } },
      { reluBeforeExtra: true },
    ),
    head: options.head ?? (head as unknown as Head<P>),
    assigner: options.assigner ?? rule.assigner,
    loss: options.loss ?? rule.loss,
  });
}
