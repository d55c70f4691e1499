import { readOptions } from '@tandem-det/base';
import type { DensePredictions } from '@tandem-det/core';
import type { DetectorOptions } from '@tandem-det/detector';
import {
  decoupledHead,
  decoupledHeadOptions,
  taskAlignedHead,
  taskAlignedHeadOptions,
} from '@tandem-det/heads';
import { z } from 'zod';
import { pickOptions } from './pick-options.ts';
import { pyramid, pyramidOptions } from './pyramid.ts';
import {
  atssRule,
  atssWithCenternessRule,
  taskAlignedRule,
  taskAlignedRuleOptions,
} from './training-rules.ts';

/** The options of `headByAssignment`, their defaults and their checks. */
export const headByAssignmentOptions = pyramidOptions.extend(taskAlignedRuleOptions.shape).extend({
  head: z.enum(['parallel', 't-head']),
  assignment: z.enum(['atss', 'tal']),
  /** Convolutions of each tower of the parallel head. */
  convs: decoupledHeadOptions.shape.convs,
  /** Convolutions of the T-Head's tower. */
  interactiveLayers: taskAlignedHeadOptions.shape.interactiveLayers,
});

export type HeadByAssignmentOptions = z.input<typeof headByAssignmentOptions>;

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
export function headByAssignment(options: HeadByAssignmentOptions): DetectorOptions<DensePredictions> {
  const read = readOptions('headByAssignment', headByAssignmentOptions, options);
  const { channels, convs, interactiveLayers, atssTopK } = read;
  const shared = pyramid(read);
  const aligns = read.assignment === 'tal';
  if (read.head === 't-head' || aligns) {
    const rule = aligns ? taskAlignedRule(pickOptions(taskAlignedRuleOptions, read)) : atssRule({ atssTopK });
    const head =
      read.head === 't-head'
        ? taskAlignedHead({ channels, interactiveLayers })
        : decoupledHead({ channels, convs, regression: 'distances', quality: 'none' });
    return { ...shared, ...rule, head };
  }
  const head = decoupledHead({ channels, convs, regression: 'distances' });
  const cell = { ...shared, ...atssWithCenternessRule({ atssTopK }), head };
  // The cell decides what is predicted, which its type says of the others alone; createDetector compares the two.
  return cell as unknown as DetectorOptions<DensePredictions>;
}
