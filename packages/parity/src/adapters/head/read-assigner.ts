import { atss, type PaddedPriors, taskAligned } from '@tandem-det/assigners';
import type { Assigner } from '@tandem-det/core';
import type { Options } from '../../cases/options.ts';

/** The assigner of a head's case. */
export function readAssigner(options: Options, paddedPriors: PaddedPriors): Assigner {
  const section = options.section('assigner');
  const type = section.choice('type', { atss: 'atss', 'task-aligned': 'task-aligned' } as const);
  const topK = section.number('topK');
  if (type === 'atss') return atss({ topK, paddedPriors });
  return taskAligned({ topK, alpha: section.number('alpha'), beta: section.number('beta'), paddedPriors });
}
