import { defineStudy } from '@tandem-det/ablation';
import { atssAssigner, fcosRanges, maxIou, simOta, taskAligned } from '@tandem-det/assigners';
import type { Assigner } from '@tandem-det/core';
import { createDetector } from '@tandem-det/detector';
import { decoupledHead } from '@tandem-det/heads';
import {
  focal,
  giou,
  positivesPerImage,
  qualityFocal,
  sumLosses,
  sumOfWeights,
  weighted,
} from '@tandem-det/losses';
import { tood } from '@tandem-det/presets';
import { setupBuilder } from '@tandem-det/recipes';
import { CONVS, SMALL, type StudyChanges, studyConfig } from './base.ts';

// Table 2 of TOOD: assignment on the parallel head. Task alignment brings its own targets and weights; the others
// share focal loss and GIoU. The paper's rows that Tandem has no assigner for are left out.
const hard = () =>
  sumLosses(
    focal({ normalizer: positivesPerImage() }),
    weighted(2, giou({ normalizer: sumOfWeights({ floor: { atLeast: 1 } }) })),
  );
const aligned = () =>
  sumLosses(
    qualityFocal({ target: 'alignment' }),
    weighted(2, giou({ weight: 'alignment', units: 'stride' })),
  );
const assigners: Record<string, () => Assigner> = {
  IoU: () => maxIou(),
  'center sampling': () => fcosRanges({ radius: 1.5 }),
  ATSS: () => atssAssigner(),
  SimOTA: () => simOta({ score: 'class' }),
  TAL: () => taskAligned(),
};
const { channels } = SMALL;
const convs = CONVS;

export default (changes: StudyChanges) => {
  const { config, seeds } = studyConfig(changes);
  const build = setupBuilder(console.warn);
  return defineStudy({
    name: 'TOOD table 2: assignment',
    axes: { assigner: ['ATSS', 'IoU', 'center sampling', 'SimOTA', 'TAL'] },
    seeds,
    paper: {
      ATSS: [39.2, 57.4, 42.2],
      IoU: [36.5, 55.5, 38.7],
      'center sampling': [37.3, 56.2, 39.3],
      TAL: [40.3, 58.5, 43.8],
    },
    prepare: ({ assigner }, seed) =>
      build({
        config,
        seed,
        detector: ({ classes, seed }) =>
          createDetector({
            ...tood({ ...SMALL, classes, seed }),
            head: decoupledHead({ channels, convs, regression: 'distances', quality: 'none' }),
            assigner: assigners[assigner]!(),
            loss: assigner === 'TAL' ? aligned() : hard(),
          }),
      }),
  });
};
