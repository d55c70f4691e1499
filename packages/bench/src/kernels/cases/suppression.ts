import { nms } from '@tandem-det/kernels';
import type { KernelCase } from '../case.ts';
import { SIZES } from '../problem.ts';

/** Class-wise suppression, on the host. The result is how many boxes are kept. */
export const suppressionCases: readonly KernelCase[] = [
  {
    op: 'nms',
    name: `${SIZES.boxes} boxes, ${SIZES.classes} classes`,
    peer: { name: 'nms', arguments: {} },
    prepare: ({ nmsBoxes, nmsScores, nmsClasses }) => {
      const classes = Int32Array.from(nmsClasses);
      const keep = () => nms(nmsBoxes, nmsScores, classes, { iouThreshold: 0.6 });
      return { tandem: () => void keep(), result: () => keep().length };
    },
  },
];
