import { createDetector, type Detector } from '@tandem-det/detector';
import { decoupledHead, taskAlignedHead } from '@tandem-det/heads';
import { type PyramidOptions, pyramid } from './pyramid.ts';
import {
  atssRule,
  atssWithCenternessRule,
  type TaskAlignedRuleOptions,
  taskAlignedRule,
} from './training-rules.ts';

export interface HeadByAssignmentOptions extends PyramidOptions, TaskAlignedRuleOptions {
  readonly head: 'parallel' | 't-head';
  readonly assignment: 'atss' | 'tal';
  /** Convolutions of each tower of the parallel head. */
  readonly convs?: number;
  /** Convolutions of the T-Head's tower. */
  readonly interactiveLayers?: number;
}

/**
 * One cell of the 2 × 2 comparison of the TOOD paper (table 6): which head, and which assignment with its loss.
 * Everything else is the same in the four cells: backbone, pyramid, priors, and anchor-free regression,
 * `scale · exp(d)` strides from the prior's centre.
 *
 * - parallel × ATSS is ATSS with its centerness branch.
 * - T-Head × ATSS has no such branch, as its probability map takes that part; the box loss is still weighted
 *   by centerness, as in the warm-up of the authors' code.
 * - parallel × TAL has none either: its score is σ(classLogits), which the loss drives towards t̂.
 * - T-Head × TAL is TOOD.
 * Both TAL cells warm up with ATSS for warmUpEpochs; both ATSS cells have the normalizers of ATSS.
 *
 * The paper gives AP 39.2, 41.1, 40.3 and 42.5 (ResNet-50, COCO, 12 epochs). It does not say whether T-Head ×
 * ATSS keeps centerness; its parameter count, 4.82 M, fits either.
 */
export function headByAssignment(options: HeadByAssignmentOptions): Detector {
  const { head, assignment, channels = 256, convs = 4, interactiveLayers = 6 } = options;
  const rule = assignment === 'tal' ? taskAlignedRule(options) : atssRule(options);
  const shared = pyramid(options);
  if (head === 't-head') {
    return createDetector({ ...shared, ...rule, head: taskAlignedHead({ channels, interactiveLayers }) });
  }
  const regression = 'distances';
  return assignment === 'tal'
    ? createDetector({
        ...shared,
        ...rule,
        head: decoupledHead({ channels, convs, regression, quality: 'none' }),
      })
    : createDetector({
        ...shared,
        ...atssWithCenternessRule(options),
        head: decoupledHead({ channels, convs, regression }),
      });
}
