import { defineStudy } from '@tandem-det/ablation';
import { atssAssigner, fcosRanges, maxIou } from '@tandem-det/assigners';
import type { DensePredictions, Head } from '@tandem-det/core';
import { createDetector } from '@tandem-det/detector';
import { decoupledHead, taskAlignedHead } from '@tandem-det/heads';
import { focal, giou, positivesPerImage, sumLosses, sumOfWeights, weighted } from '@tandem-det/losses';
import { tood } from '@tandem-det/presets';
import { setupBuilder } from '@tandem-det/recipes';
import { CONVS, INTERACTIVE_LAYERS, SMALL, type StudyChanges, studyConfig } from './base.ts';

// Table 1 of TOOD: what the T-Head is worth however it is trained. One box per place, no quality branch, and one
// loss, so that head and assignment are all that differs.
const assignments = {
  IoU: () => maxIou(),
  FCOS: () => fcosRanges({ radius: 1.5 }),
  ATSS: () => atssAssigner(),
};
const { channels } = SMALL;
const [convs, interactiveLayers] = [CONVS, INTERACTIVE_LAYERS];
const heads: Record<string, () => Head<DensePredictions>> = {
  parallel: () => decoupledHead({ channels, convs, regression: 'distances', quality: 'none' }),
  'T-Head': () => taskAlignedHead({ channels, interactiveLayers }),
};

export default (changes: StudyChanges) => {
  const { config, seeds } = studyConfig(changes);
  const build = setupBuilder(console.warn);
  return defineStudy({
    name: 'TOOD table 1: heads',
    axes: { assignment: ['IoU', 'FCOS', 'ATSS'], head: ['parallel', 'T-Head'] },
    seeds,
    base: { assignment: 'ATSS' },
    paper: {
      'FCOS + parallel': [38.6, 57.2, 41.7],
      'FCOS + T-Head': [40.5, 58.5, 43.8],
      'ATSS + parallel': [39.2, 57.4, 42.2],
      'ATSS + T-Head': [41.1, 58.4, 44.5],
    },
    prepare: ({ assignment, head }, seed) =>
      build({
        config,
        seed,
        detector: ({ classes, seed }) =>
          createDetector({
            ...tood({ ...SMALL, classes, seed }),
            head: heads[head]!(),
            assigner: assignments[assignment](),
            loss: sumLosses(
              focal({ normalizer: positivesPerImage() }),
              weighted(
                2,
                giou({ weight: 'centerness', normalizer: sumOfWeights({ floor: { atLeast: 1 } }) }),
              ),
            ),
          }),
      }),
  });
};
