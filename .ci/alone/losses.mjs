import assert from 'node:assert/strict';
import { gridPriors, START } from '@tandem-det/core';
import { startBackend } from '@tandem-det/kernels/backends';
import { giou, weighted } from '@tandem-det/losses';
import { tensor2d, tensor3d } from '@tensorflow/tfjs-core';

const { stop } = await startBackend({ name: 'cpu' });
const priors = gridPriors({ strides: [8], maps: [{ height: 1, width: 1 }] });
const predictions = { classLogits: tensor3d([[[0]]]), boxes: tensor3d([[[0, 0, 10, 5]]]) };
const truth = {
  boxes: tensor3d([[[0, 0, 10, 10]]]),
  classes: tensor2d([[0]], [1, 1], 'int32'),
  mask: tensor2d([[1]]),
  validSizes: tensor2d([[8, 8]]),
};
const assignment = {
  gtIndex: tensor2d([[0]], [1, 1], 'int32'),
  alignment: tensor2d([[1]]),
  labels: tensor2d([[0]], [1, 1], 'int32'),
  boxes: truth.boxes,
};
const { box } = weighted(2, giou())(predictions, priors, truth, assignment, START);
// IoU 0.5 within a box of its own hull
assert.ok(Math.abs((await box.data())[0] - 1) < 1e-6);
await stop();
