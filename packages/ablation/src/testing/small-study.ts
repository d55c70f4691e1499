import { generatedScenes, letterbox } from '@tandem-det/data';
import { createDetector } from '@tandem-det/detector';
import { headByAssignment } from '@tandem-det/presets';
import { constant, sgd } from '@tandem-det/training';
import { type Axes, defineStudy, type Study } from '../index.ts';

const size = { width: 64, height: 64 };
const dataset = generatedScenes({ count: 4, seed: 1, size });
const validation = generatedScenes({ count: 2, seed: 1, split: 'val', size });
const input = { transforms: [letterbox(size)], size };
const small = {
  classes: dataset.classes.map(({ name }) => name),
  width: 8,
  channels: 8,
  convs: 1,
  interactiveLayers: 2,
  depth: 18,
  norm: { kind: 'group' },
} as const;

/** Two heads of a few thousand parameters, trained for two steps. */
export function smallStudy(changes: Partial<Study> = {}): Study {
  return defineStudy<Axes>({
    name: 'small',
    axes: { head: ['t-head', 'parallel'] },
    seeds: [0, 1],
    prepare: ({ head }, seed) => ({
      detector: createDetector(
        headByAssignment({
          ...small,
          seed,
          head: head as 't-head' | 'parallel',
          assignment: head === 't-head' ? 'tal' : 'atss',
        }),
      ),
      dataset,
      validation,
      input,
      evaluationInput: input,
      optimizer: sgd(),
      training: { schedule: constant(0.01), batchSize: 2, epochs: 1 },
    }),
    ...changes,
  });
}
