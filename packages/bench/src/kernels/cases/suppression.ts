import { nms } from '@tandem-det/kernels';
import type { CasesOf } from '../case.ts';
import { sizesOf } from '../problem.ts';

/** Class-wise suppression, on the host, where every backend does it. The result is how many boxes are kept. */
export const suppressionCases: CasesOf = (shrink) => {
  const { boxes, classes } = sizesOf(shrink);
  return [
    {
      op: 'nms',
      name: `${boxes} boxes, ${classes} classes`,
      peer: { name: 'nms', arguments: {} },
      prepare: ({ nmsBoxes, nmsScores, nmsClasses }) => {
        const classesOf = Int32Array.from(nmsClasses);
        const keep = () => nms(nmsBoxes, nmsScores, classesOf, { iouThreshold: 0.6 });
        return { tandem: () => void keep(), result: () => keep().length };
      },
    },
  ];
};
