import type { Assigner, DensePredictions, Head, Loss } from '@tandem-det/core';
import { createDetector, type Detector } from '@tandem-det/detector';
import { type TaskAlignedHeadOptions, taskAlignedHead } from '@tandem-det/heads';
import { type PyramidOptions, pyramid } from './pyramid.ts';
import { type TaskAlignedRuleOptions, taskAlignedRule } from './training-rules.ts';

/** Parts of the T-Head that an ablation leaves out or replaces; all are there by default. */
export type ToodHeadSwitches = Pick<
  TaskAlignedHeadOptions,
  'attention' | 'probabilityMap' | 'offsetMap' | 'invalidBoxes'
>;

export interface ToodOptions<P extends DensePredictions = DensePredictions>
  extends PyramidOptions,
    TaskAlignedRuleOptions,
    ToodHeadSwitches {
  /** Convolutions of the T-Head's tower. */
  readonly interactiveLayers?: number;
  /** Distances from the prior's centre, or deltas to its box. */
  readonly regression?: 'anchor-free' | 'anchor-based';
  /** First convolutions of that tower that are deformable, with four groups: 2 in the paper's variants. */
  readonly deformableLayers?: number;
  /** Another head. */
  readonly head?: Head<P>;
  /** Another assigner in place of both phases; the loss still has two unless it is replaced as well. */
  readonly assigner?: Assigner<NoInfer<P>>;
  /** Another loss. */
  readonly loss?: Loss<NoInfer<P>>;
}

/**
 * TOOD: ResNet, FPN, the T-Head, and task alignment learning after a warm-up with ATSS.
 * With 80 classes its head has 4,823,790 parameters.
 * The paper's other models are `TOOD_VARIANTS`.
 * Source: Feng et al. 2021 and the authors' code, `tood_r50_fpn_1x_coco.py`; from ImageNet weights that config
 * is `norm: { kind: 'frozen-batch' }, frozenStages: 1`. From scratch take `norm: { kind: 'group' }`.
 */
export function tood<P extends DensePredictions = DensePredictions>(options: ToodOptions<P>): Detector<P> {
  const { channels = 256, interactiveLayers = 6, regression = 'anchor-free', deformableLayers = 0 } = options;
  const { attention = 'layer', probabilityMap = true, offsetMap = true, invalidBoxes = 'keep' } = options;
  const rule = taskAlignedRule(options);
  const head: Head<DensePredictions> = taskAlignedHead({
    channels,
    interactiveLayers,
    regression,
    deformableLayers,
    attention,
    probabilityMap,
    offsetMap,
    invalidBoxes,
  });
  // Without a head of its own P is DensePredictions: nothing else can decide it.
  return createDetector<P>({
    ...pyramid(options),
    head: options.head ?? (head as unknown as Head<P>),
    assigner: options.assigner ?? rule.assigner,
    loss: options.loss ?? rule.loss,
  });
}
