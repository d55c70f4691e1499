import { type IouKind, pairwiseIou } from '@tandem-det/kernels';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { operation } from '../../operation.ts';

/** Overlap of every box with every other, by one of the measures whose union is floored. */
export const pairwiseAdapter = (kind: IouKind & ('iou' | 'giou')) =>
  operation((options) => {
    const epsilon = options.number('eps');
    options.fixed({
      epsRule: 'union and enclosing area are max(area, eps)',
      invertedSides: 'width and height clamped at 0',
    });
    return {
      inputs: { boxes1: 'plain', boxes2: 'plain' },
      outputs: { overlaps: 'plain' },
      forward: ({ boxes1, boxes2 }) => ({
        overlaps: pairwiseIou(boxes1 as Tensor2D, boxes2 as Tensor2D, { kind, epsilon }),
      }),
    };
  });
