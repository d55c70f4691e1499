import { atss, fcosRanges, maxIou, type PaddedPriors, taskAligned } from '@tandem-det/assigners';
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
  if (type === 'atss') return atss({ topK, paddedPriors });
  return taskAligned({ topK, alpha: section.number('alpha'), beta: section.number('beta'), paddedPriors });
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
