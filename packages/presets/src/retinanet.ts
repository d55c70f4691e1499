import { maxIou } from '@tandem-det/assigners';
import type { Assigner, DeltaPredictions, Head, Loss } from '@tandem-det/core';
import { createDetector, type Detector } from '@tandem-det/detector';
import { RETINA_CODER, retinaHead } from '@tandem-det/heads';
import { focal, l1, positivesPerImage, sumLosses } from '@tandem-det/losses';
import { type PyramidOptions, pyramid } from './pyramid.ts';
import type { TrainingRule } from './training-rules.ts';

export interface RetinanetOptions<P extends DeltaPredictions = DeltaPredictions> extends PyramidOptions {
  /** Convolutions of each of the head's two towers. */
  readonly convs?: number;
  /** Another head, with deltas. */
  readonly head?: Head<P>;
  /** Another assigner. */
  readonly assigner?: Assigner<NoInfer<P>>;
  /** Another loss. */
  readonly loss?: Loss<NoInfer<P>>;
}

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
 * Source: Lin et al. 2017; mmdetection's `retinanet_r50_fpn_1x_coco.py`, which from ImageNet weights is
 * `norm: { kind: 'frozen-batch' }, frozenStages: 1`. From scratch take `norm: { kind: 'group' }`.
 */
export function retinanet<P extends DeltaPredictions = DeltaPredictions>(
  options: RetinanetOptions<P>,
): Detector<P> {
  const { channels = 256, convs = 4, detection } = options;
  const head: Head<DeltaPredictions> = retinaHead({ channels, convs });
  const rule = retinanetRule();
  // Without a head of its own P is DeltaPredictions: nothing else can decide it.
  return createDetector<P>({
    ...pyramid({ ...options, detection: { iouThreshold: 0.5, ...detection } }, { extra: 'on-input' }),
    head: options.head ?? (head as unknown as Head<P>),
    assigner: options.assigner ?? rule.assigner,
    loss: options.loss ?? rule.loss,
  });
}
