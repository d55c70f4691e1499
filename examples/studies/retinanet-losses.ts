import { defineStudy } from '@tandem-det/ablation';
import { createDetector } from '@tandem-det/detector';
import { RETINA_CODER } from '@tandem-det/heads';
import {
  balancedCrossEntropy,
  crossEntropy,
  focal,
  l1,
  positivesPerImage,
  sumLosses,
} from '@tandem-det/losses';
import { retinanet } from '@tandem-det/presets';
import { setupBuilder } from '@tandem-det/recipes';
import { CONVS, SMALL, type StudyChanges, studyConfig } from './base.ts';

// Tables 1a to 1c of RetinaNet: the loss of the classes under the imbalance of dense detection. Cross-entropy and its
// form balanced by class are divided as the focal loss is.
const normalizer = positivesPerImage();
const losses = {
  'focal γ 2 α 0.25': () => focal({ gamma: 2, alpha: 0.25, normalizer }),
  'focal γ 1 α 0.25': () => focal({ gamma: 1, alpha: 0.25, normalizer }),
  'focal γ 0 α 0.25': () => focal({ gamma: 0, alpha: 0.25, normalizer }),
  'focal γ 2 α 0.5': () => focal({ gamma: 2, alpha: 0.5, normalizer }),
  'focal γ 2 α 0.75': () => focal({ gamma: 2, alpha: 0.75, normalizer }),
  'cross-entropy': () => crossEntropy({ normalizer }),
  balanced: (counts: readonly number[]) => balancedCrossEntropy({ counts, normalizer }),
} as const;
const names = Object.keys(losses) as (keyof typeof losses)[];

export default (changes: StudyChanges) => {
  const { config, seeds } = studyConfig(changes);
  const build = setupBuilder(console.warn);
  return defineStudy({
    name: 'RetinaNet: losses',
    axes: { loss: names },
    seeds,
    prepare: ({ loss }, seed) =>
      build({
        config,
        seed,
        detector: ({ classes, seed, dataset }) => {
          const objects = dataset.images.flatMap((image) => image.objects);
          const counts = classes.map(
            (_, index) => objects.filter(({ classIndex }) => classIndex === index).length,
          );
          const classification = losses[loss](counts);
          return createDetector({
            ...retinanet({ ...SMALL, convs: CONVS, classes, seed }),
            loss: sumLosses(classification, l1({ coder: RETINA_CODER, normalizer })),
          });
        },
      }),
  });
};
