import { readOptions } from '@tandem-det/base';
import type { QualityPredictions } from '@tandem-det/core';
import type { DetectorOptions } from '@tandem-det/detector';
import { decoupledHead, decoupledHeadOptions } from '@tandem-det/heads';
import type { z } from 'zod';
import { pyramid, pyramidOptions } from './pyramid.ts';
import { atssRuleOptions, atssWithCenternessRule } from './training-rules.ts';

/** The options of `atss`, their defaults and their checks. */
export const atssOptions = pyramidOptions.extend(atssRuleOptions.shape).extend({
  /** Convolutions of each of the head's two towers. */
  convs: decoupledHeadOptions.shape.convs,
  /** Deltas to the prior's box, or distances from its center (the anchor-free variant). */
  regression: decoupledHeadOptions.shape.regression,
});

export type AtssOptions = z.input<typeof atssOptions>;

/**
 * ATSS: ResNet, FPN, the parallel head with centerness, adaptive training sample selection.
 * With 80 classes its head has 4,918,618 parameters.
 *
 * Returns the parts, for `createDetector`; another part takes the place of its own:
 * `createDetector({ ...atss({ classes }), head: mine })`.
 * Errors: an ExpectationError for an unknown option and a value out of range.
 * Source: Zhang et al. 2020; mmdetection's `atss_r50_fpn_1x_coco.py`, which from ImageNet weights is
 * `norm: { kind: 'frozen-batch' }, frozenStages: 1`. From scratch take `norm: { kind: 'group' }`.
 */
export function atss(options: AtssOptions): DetectorOptions<QualityPredictions> {
  const read = readOptions('atss', atssOptions, options);
  const { channels, convs, regression, atssTopK } = read;
  return {
    ...pyramid(read),
    ...atssWithCenternessRule({ atssTopK }),
    head: decoupledHead({ channels, convs, regression }),
  };
}
