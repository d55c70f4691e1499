import { alignedIou, type IouKind } from '@tandem-det/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { operation } from '../../operation.ts';

/** How each loss makes a penalty of an overlap; `epsilon` floors the overlap where the formula says so. */
export const IOU_PENALTIES: Readonly<
  Record<string, (overlaps: tf.Tensor1D, epsilon: number) => tf.Tensor1D>
> = {
  '-ln(max(IoU, eps))': (overlaps, epsilon) => tf.neg(tf.log(tf.maximum(overlaps, epsilon))),
  '1 - max(IoU, eps)': (overlaps, epsilon) => tf.sub(1, tf.maximum(overlaps, epsilon)),
  '1 - GIoU': (overlaps) => tf.sub(1, overlaps),
  '1 - DIoU': (overlaps) => tf.sub(1, overlaps),
  '1 - (IoU - rho2/c2 - v^2/(1 - IoU + v))': (overlaps) => tf.sub(1, overlaps),
};

/** Loss of each pair of boxes, without weights or reduction. */
export const iouLossAdapter = (kind: IouKind) =>
  operation((options) => {
    const epsilon = options.number('eps');
    const penalty = options.choice('formula', IOU_PENALTIES);
    options.fixed({
      epsRule: [
        'max(area, eps)',
        'union + eps, diagonal^2 + eps',
        'union + eps, diagonal^2 + eps, both heights + eps',
      ],
      unionFloor: 1e-6,
      gradientThroughAlpha: true,
    });
    return {
      inputs: { pred: 'plain', target: 'plain' },
      outputs: { loss: 'plain' },
      forward: ({ pred, target }) => {
        const overlaps = alignedIou(pred as tf.Tensor2D, target as tf.Tensor2D, { kind, epsilon });
        return { loss: penalty(overlaps, epsilon) };
      },
    };
  });
