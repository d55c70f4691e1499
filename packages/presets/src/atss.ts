import type { Assigner, Head, Loss, QualityPredictions } from '@tandem-det/core';
import { createDetector, type Detector } from '@tandem-det/detector';
import { decoupledHead } from '@tandem-det/heads';
import { type PyramidOptions, pyramid } from './pyramid.ts';
import { type AtssRuleOptions, atssWithCenternessRule } from './training-rules.ts';

export interface AtssOptions<P extends QualityPredictions = QualityPredictions>
  extends PyramidOptions,
    AtssRuleOptions {
  /** Convolutions of each of the head's two towers. */
  readonly convs?: number;
  /** Deltas to the prior's box, or distances from its centre (the anchor-free variant). */
  readonly regression?: 'deltas' | 'distances';
  /** Another head, with a quality branch. */
  readonly head?: Head<P>;
  /** Another assigner; then atssTopK is not used. */
  readonly assigner?: Assigner<NoInfer<P>>;
  /** Another loss. */
  readonly loss?: Loss<NoInfer<P>>;
}

/**
 * ATSS: ResNet, FPN, the parallel head with centerness, adaptive training sample selection.
 * With 80 classes its head has 4,918,618 parameters.
 * Source: Zhang et al. 2020; mmdetection's `atss_r50_fpn_1x_coco.py`, which from ImageNet weights is
 * `norm: { kind: 'frozen-batch' }, frozenStages: 1`. From scratch take `norm: { kind: 'group' }`.
 */
export function atss<P extends QualityPredictions = QualityPredictions>(
  options: AtssOptions<P>,
): Detector<P> {
  const { channels = 256, convs = 4, regression = 'deltas' } = options;
  const rule = atssWithCenternessRule(options);
  const head: Head<QualityPredictions> = decoupledHead({ channels, convs, regression });
  // Without a head of its own P is QualityPredictions: nothing else can decide it.
  return createDetector<P>({
    ...pyramid(options),
    head: options.head ?? (head as unknown as Head<P>),
    assigner: options.assigner ?? rule.assigner,
    loss: options.loss ?? rule.loss,
  });
}
