import { defineStudy } from '@tandem-det/ablation';
import { atss, fcosRanges, maxIou, simOta, taskAligned } from '@tandem-det/assigners';
import type { Assigner } from '@tandem-det/core';
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
import { identityOf, setupBuilder } from '@tandem-det/recipes';
import { SMALL, type StudyChanges, studyConfig } from './base.ts';

// Table 2 of TOOD: assignment on the parallel head. Task alignment brings its own targets and weights; the others
// share focal loss and GIoU. The paper's rows that Tandem has no assigner for are left out.
const hard = () =>
  sumLosses(
    focal({ normaliser: positivesPerImage() }),
    weighted(2, giou({ normaliser: sumOfWeights({ floor: { atLeast: 1 } }) })),
  );
const aligned = () =>
  sumLosses(
    qualityFocal({ target: 'alignment' }),
    weighted(2, giou({ weight: 'alignment', units: 'stride' })),
  );
const assigners: Record<string, () => Assigner> = {
  IoU: () => maxIou(),
  'center sampling': () => fcosRanges({ radius: 1.5 }),
  ATSS: () => atss(),
  SimOTA: () => simOta({ score: 'class' }),
  TAL: () => taskAligned(),
};
const { channels, convs } = SMALL;

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
    settings: (cell) => ({ ...cell, config: identityOf(config) }),
    prepare: ({ assigner }, seed) =>
      build({
        config,
        seed,
        detector: ({ classes, seed }) =>
          tood({
            ...SMALL,
            classes,
            seed,
            head: decoupledHead({ channels, convs, regression: 'distances', quality: 'none' }),
            assigner: assigners[assigner]!(),
            loss: assigner === 'TAL' ? aligned() : hard(),
          }),
      }),
  });
};
