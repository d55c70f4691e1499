import { defineStudy } from '@tandem-det/ablation';
import { createDetector } from '@tandem-det/detector';
import {
  distributionFocal,
  focal,
  giou,
  positivesPerImage,
  qualityFocal,
  sumLosses,
  sumOfWeights,
  weighted,
} from '@tandem-det/losses';
import { gfl } from '@tandem-det/presets';
import { setupBuilder } from '@tandem-det/recipes';
import { CONVS, SMALL, type StudyChanges, studyConfig } from './base.ts';

// Table 4 of GFL: quality focal loss, distribution focal loss, and both, on the same head and assignment. Without
// DFL the distribution learns from GIoU of its mean alone.
const box = { weight: 'score', normalizer: sumOfWeights({ floor: { atLeast: 1 } }) } as const;
const normalizer = positivesPerImage();

export default (changes: StudyChanges) => {
  const { config, seeds } = studyConfig(changes);
  const build = setupBuilder(console.warn);
  return defineStudy({
    name: 'GFL: losses',
    axes: { classes: ['focal', 'QFL'], boxes: ['GIoU', 'GIoU and DFL'] },
    seeds,
    paper: {
      'focal + GIoU': [39.2, 57.4, 42.2],
      'focal + GIoU and DFL': [39.5, 57.3, 42.8],
      'QFL + GIoU': [39.9, 58.5, 43.0],
      'QFL + GIoU and DFL': [40.2, 58.6, 43.4],
    },
    prepare: (cell, seed) =>
      build({
        config,
        seed,
        detector: ({ classes, seed }) => {
          const classification =
            cell.classes === 'QFL' ? qualityFocal({ target: 'iou', normalizer }) : focal({ normalizer });
          const boxes = weighted(2, giou({ ...box, units: 'stride' }));
          return createDetector({
            ...gfl({ ...SMALL, convs: CONVS, classes, seed, longest: 8 }),
            loss:
              cell.boxes === 'GIoU'
                ? sumLosses(classification, boxes)
                : sumLosses(classification, boxes, weighted(0.25, distributionFocal(box))),
          });
        },
      }),
  });
};
