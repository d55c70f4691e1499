import {
  type Assignment,
  type DensePredictions,
  type GroundTruth,
  gridPriors,
  START,
} from '@tandem-det/core';
import { add, dispose, type Tensor3D, tensor2d, tensor3d } from '@tensorflow/tfjs-core';

/**
 * One image, K = 2, four priors of stride 8 at (0, 0), (8, 0), (0, 8), (8, 8): the first and the last are
 * positives of class 1 and 0, the second is background and the third ignored. G = 2.
 */
export function smallExample() {
  const priors = gridPriors({ strides: [8], maps: [{ height: 2, width: 2 }] });
  const objects = [
    [-2, -8, 8, 8],
    [0, 0, 16, 16],
  ];
  const predictions: DensePredictions = {
    classLogits: tensor3d([
      [
        [0, Math.log(3)],
        [-1, 1],
        [4, 4],
        [Math.log(3), 0],
      ],
    ]),
    boxes: tensor3d([
      [
        [-2, -8, 8, 0],
        [1, 1, 5, 5],
        [2, 3, 9, 9],
        [0, 0, 16, 16],
      ],
    ]),
  };
  const truth: GroundTruth = {
    boxes: tensor3d([objects]),
    classes: tensor2d([[1, 0]], [1, 2], 'int32'),
    mask: tensor2d([[1, 1]]),
    validSizes: tensor2d([[16, 16]]),
  };
  const assignment: Assignment = {
    gtIndex: tensor2d([[0, -1, -2, 1]], [1, 4], 'int32'),
    alignment: tensor2d([[0.5, 0, 0, 0.25]]),
    labels: tensor2d([[1, -1, -1, 0]], [1, 4], 'int32'),
    boxes: tensor3d([[objects[0]!, [-24, -32, 40, 32], [-32, -24, 32, 40], objects[1]!]]),
  };
  return {
    priors,
    predictions,
    truth,
    assignment,
    progress: START,
    dispose: () => dispose([{ ...priors, levels: [] }, predictions, truth, assignment] as never),
  };
}

/** The boxes of the example, with values that are not finite at its second and third prior. */
export function withInfiniteBoxes(boxes: Tensor3D): Tensor3D {
  const zeros = [0, 0, 0, 0];
  const wild = [zeros, [0, 0, Infinity, 0], [-Infinity, Number.NaN, 0, 0], zeros];
  return add(boxes, tensor3d([wild]));
}
