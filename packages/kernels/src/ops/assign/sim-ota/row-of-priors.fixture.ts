import { fill, ones, type Tensor1D, tensor2d, tensor3d, zeros } from '@tensorflow/tfjs-core';
import type { SimOtaInputs } from './assign-sim-ota.ts';

/** One image with priors at (x, 4), stride 8; one class and logits of 0 unless told otherwise. */
export function rowOfPriors(
  x: number[],
  boxes: number[][],
  truth: number[][],
  more: Partial<SimOtaInputs> = {},
): SimOtaInputs {
  return {
    classLogits: zeros([1, x.length, 1]),
    boxes: tensor3d([boxes]),
    centers: tensor2d(x.map((left) => [left, 4])),
    strides: fill([x.length], 8) as Tensor1D,
    validPriors: ones([1, x.length]),
    truthBoxes: tensor3d([truth]),
    truthClasses: zeros([1, truth.length], 'int32'),
    truthMask: ones([1, truth.length]),
    ...more,
  };
}

/** A box from 0 to `right`, 10 high; two of them have the ratio of their widths as IoU. */
export const wide = (right: number): number[] => [0, 0, right, 10];
