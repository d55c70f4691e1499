import { readOptions } from '@tandem-det/base';
import type { DensePredictions } from '@tandem-det/core';
import type { DetectorOptions } from '@tandem-det/detector';
import { taskAlignedHead, taskAlignedHeadOptions } from '@tandem-det/heads';
import type { z } from 'zod';
import { pickOptions } from './pick-options.ts';
import { pyramid, pyramidOptions } from './pyramid.ts';
import { taskAlignedRule, taskAlignedRuleOptions } from './training-rules.ts';

const head = taskAlignedHeadOptions.shape;

/** The options of `tood`, their defaults and their checks. */
export const toodOptions = pyramidOptions.extend(taskAlignedRuleOptions.shape).extend({
  /** Convolutions of the T-Head's tower. */
  interactiveLayers: head.interactiveLayers,
  /** Distances from the prior's center, or deltas to its box. */
  regression: head.regression,
  /** First convolutions of that tower that are deformable, with four groups: 2 in the paper's variants. */
  deformableLayers: head.deformableLayers,
  /** What is weighed per image and task: the interactive layers, each of their channels, or nothing. */
  attention: head.attention,
  /** Whether the class score is aligned by the probability map M; without it the head's own score counts. */
  probabilityMap: head.probabilityMap,
  /** Whether boxes are aligned by sampling at the offsets O. */
  offsetMap: head.offsetMap,
  /** What becomes of boxes whose sides cross after sampling: kept, or replaced by the unsampled box. */
  invalidBoxes: head.invalidBoxes,
});

export type ToodOptions = z.input<typeof toodOptions>;

/**
 * TOOD: ResNet, FPN, the T-Head, and task alignment learning after a warm-up with ATSS.
 * With 80 classes its head has 4,823,790 parameters.
 * The paper's other models are `TOOD_VARIANTS`.
 *
 * Returns the parts, for `createDetector`; another part takes the place of its own:
 * `createDetector({ ...tood({ classes }), head: mine })`.
 * Errors: an ExpectationError for an unknown option and a value out of range.
 * Source: Feng et al. 2021 and the authors' code, `tood_r50_fpn_1x_coco.py`; from ImageNet weights that config
 * is `norm: { kind: 'frozen-batch' }, frozenStages: 1`. From scratch take `norm: { kind: 'group' }`.
 */
export function tood(options: ToodOptions): DetectorOptions<DensePredictions> {
  const read = readOptions('tood', toodOptions, options);
  const { channels, interactiveLayers, regression, deformableLayers } = read;
  const { attention, probabilityMap, offsetMap, invalidBoxes } = read;
  const tower = { channels, interactiveLayers, regression, deformableLayers };
  return {
    ...pyramid(read),
    ...taskAlignedRule(pickOptions(taskAlignedRuleOptions, read)),
    head: taskAlignedHead({ ...tower, attention, probabilityMap, offsetMap, invalidBoxes }),
  };
}
