import { defineStudy } from '@tandem-det/ablation';
import { atssAssigner, maxIou, simOta, taskAligned } from '@tandem-det/assigners';
import type { Assigner, DensePredictions, Head } from '@tandem-det/core';
import { createDetector } from '@tandem-det/detector';
import { coupledHead, decoupledHead } from '@tandem-det/heads';
import { focal, giou, positives, sumLosses, weighted } from '@tandem-det/losses';
import { tood } from '@tandem-det/presets';
import { setupBuilder } from '@tandem-det/recipes';
import { CONVS, SMALL, type StudyChanges, studyConfig } from './base.ts';

// Tables 1 and 2 of YOLOX: one branch for both tasks against one each, and SimOTA against other assignment; focal
// loss and GIoU throughout, on ResNet and FPN as the other studies.
const { channels } = SMALL;
const convs = CONVS;
const heads: Record<string, () => Head<DensePredictions>> = {
  coupled: () => coupledHead({ channels, convs: 2 * convs }),
  decoupled: () => decoupledHead({ channels, convs, regression: 'distances', quality: 'none' }),
};
const assigners: Record<string, () => Assigner> = {
  IoU: () => maxIou(),
  ATSS: () => atssAssigner(),
  'task-aligned': () => taskAligned(),
  SimOTA: () => simOta({ score: 'class' }),
};
const normalizer = positives({ floor: { atLeast: 1 } });

export default (changes: StudyChanges) => {
  const { config, seeds } = studyConfig(changes);
  const build = setupBuilder(console.warn);
  return defineStudy({
    name: 'YOLOX: head and assignment',
    axes: { head: ['coupled', 'decoupled'], assigner: ['IoU', 'ATSS', 'task-aligned', 'SimOTA'] },
    seeds,
    prepare: ({ head, assigner }, seed) =>
      build({
        config,
        seed,
        detector: ({ classes, seed }) =>
          createDetector({
            ...tood({ ...SMALL, classes, seed }),
            head: heads[head]!(),
            assigner: assigners[assigner]!(),
            loss: sumLosses(focal({ normalizer }), weighted(2, giou({ normalizer }))),
          }),
      }),
  });
};
