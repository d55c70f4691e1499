import { alignedIou, type IouKind } from '@tandem-det/kernels';
import type * as tf from '@tensorflow/tfjs-core';
import { operation } from '../../operation.ts';
import { IOU_PENALTIES } from '../op/iou-loss.ts';
import { readReduction } from './reduce.ts';

/** A loss of overlaps with a weight per box. */
export const iouAdapter = (kind: IouKind, formula: keyof typeof IOU_PENALTIES) =>
  operation((options) => {
    const epsilon = options.number('eps');
    const reduce = readReduction(options);
    options.fixed({ units: ['stride', 'pixels'] });
    return {
      inputs: { pred: 'plain', target: 'plain', weight: 'plain' },
      outputs: { elements: 'plain', loss: 'plain' },
      forward: ({ pred, target, weight }) => {
        const overlaps = alignedIou(pred as tf.Tensor2D, target as tf.Tensor2D, { kind, epsilon });
        const elements = IOU_PENALTIES[formula]!(overlaps, epsilon);
        return { elements, loss: reduce(elements, weight) };
      },
    };
  });
