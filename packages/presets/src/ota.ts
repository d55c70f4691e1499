import { otaAssigner } from '@tandem-det/assigners';
import type { Assigner, Head, Loss, QualityPredictions } from '@tandem-det/core';
import { createDetector, type Detector } from '@tandem-det/detector';
import { FCOS_TRICKS, fcosHead } from '@tandem-det/heads';
import { focal, giou, iouQuality, positives, sumLosses, weighted } from '@tandem-det/losses';
import { type PyramidOptions, pyramid } from './pyramid.ts';
import type { TrainingRule } from './training-rules.ts';

export interface OtaOptions<P extends QualityPredictions = QualityPredictions> extends PyramidOptions {
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
 * Source: Ge et al. 2021, OTA; the authors' `ota.res50.fpn.coco.800size.1x`, which from ImageNet weights of Caffe is
 * `style: 'caffe', norm: { kind: 'frozen-batch' }, frozenStages: 1`.
 * From scratch take `norm: { kind: 'group' }`.
 */
export function ota<P extends QualityPredictions = QualityPredictions>(options: OtaOptions<P>): Detector<P> {
  const { channels = 256, convs = 4 } = options;
  const head: Head<QualityPredictions> = fcosHead({
    channels,
    convs,
    ...FCOS_TRICKS,
    score: 'geometric mean',
  });
  const rule = otaRule();
  // Without a head of its own P is QualityPredictions: nothing else can decide it.
  return createDetector<P>({
    ...pyramid(options, { reluBeforeExtra: true }),
    head: options.head ?? (head as unknown as Head<P>),
    assigner: options.assigner ?? rule.assigner,
    loss: options.loss ?? rule.loss,
  });
}
