import { defineStudy, type Study } from '@tandem-det/ablation';
import { generatedScenes, letterbox } from '@tandem-det/data';
import { createDetector } from '@tandem-det/detector';
import { headByAssignment } from '@tandem-det/presets';
import { constant, sgd } from '@tandem-det/training';

const size = { width: 64, height: 64 };
const dataset = generatedScenes({ count: 2, seed: 1, size });
const validation = generatedScenes({ count: 1, seed: 1, split: 'val', size });
const input = { transforms: [letterbox(size)], size };

/** A study of so many runs that are as short as runs get: one step of two images of 64 × 64. */
export function shortStudy(name: string, runs: number): Study {
  return defineStudy({
    name,
    axes: { head: ['parallel'] },
    seeds: Array.from({ length: runs }, (_, seed) => seed),
    prepare: (_, seed) => ({
      detector: createDetector(
        headByAssignment({
          classes: dataset.classes.map(({ name }) => name),
          head: 'parallel',
          assignment: 'atss',
          depth: 18,
          norm: { kind: 'group' },
          width: 8,
          channels: 8,
          convs: 1,
          seed,
        }),
      ),
      dataset,
      validation,
      input,
      evaluationInput: input,
      optimizer: sgd(),
      training: { schedule: constant(0.01), batchSize: 2, steps: 1 },
    }),
  });
}
