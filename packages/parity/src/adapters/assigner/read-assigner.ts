import { atssAssigner, fcosRanges, maxIou, type PaddedPriors, taskAligned } from '@tandem-det/assigners';
import type { Assigner } from '@tandem-det/core';
import type { Options } from '../../cases/options.ts';

/** The assigner of a head's case. */
export function readAssigner(options: Options, paddedPriors: PaddedPriors): Assigner {
  const section = options.section('assigner');
  const type = section.choice('type', {
    atss: 'atss',
    'task-aligned': 'task-aligned',
    'max-iou': 'max-iou',
  } as const);
  if (type === 'max-iou') return maxIou({ ...readMaxIou(section), paddedPriors });
  const topK = section.number('topK');
  if (type === 'atss') return atssAssigner({ topK, paddedPriors });
  const [alpha, beta] = [section.number('alpha'), section.number('beta')];
  return taskAligned({ topK, alpha, beta, ...readAlignedSwitches(section), paddedPriors });
}

/** Which of the task-aligned rules, the authors' where nothing is said. */
export function readAlignedSwitches(options: Options) {
  return {
    candidates: options.choice(
      'topKBeforeCentreRule',
      { true: 'all', false: 'inside' } as const,
      'all' as const,
    ),
    conflicts: options.choice(
      'conflict',
      { 'highest IoU': 'highest-overlap', 'smallest area': 'smallest-area' } as const,
      'highest-overlap' as const,
    ),
    overlap: options.choice(
      'overlap',
      { iou: 'iou', giou: 'giou', diou: 'diou', ciou: 'ciou' } as const,
      'iou' as const,
    ),
  };
}

/** The thresholds of assignment by IoU. */
export function readMaxIou(options: Options) {
  return {
    positiveIou: options.number('posIou'),
    negativeIou: options.number('negIou'),
    lowestIou: options.number('minPosIou'),
    lowQualityMatch: options.boolean('lowQualityMatch'),
    allTies: options.boolean('allTies'),
    ignoreFraction: options.number('ignoreIof'),
  };
}

/** FCOS: its ranges and its centre sampling, which stand beside the head's own options. */
export function readFcosAssigner(options: Options, paddedPriors: PaddedPriors): Assigner {
  const ranges = options.has('ranges') ? { ranges: options.pairs('ranges') } : {};
  const radius = options.numberOrNull('radius', null) ?? 0;
  const sampling = options.boolean('centerSampling');
  return fcosRanges({ ...ranges, radius: sampling ? radius : 0, paddedPriors });
}
