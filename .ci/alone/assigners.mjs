import assert from 'node:assert/strict';
import * as assigners from '@tandem-det/assigners';
import { gridPriors } from '@tandem-det/core';
import { startBackend } from '@tandem-det/kernels/backends';
import { expandDims, tensor2d, tensor3d, zeros } from '@tensorflow/tfjs-core';

const { stop } = await startBackend({ name: 'cpu' });
const priors = gridPriors({ strides: [8], maps: [{ height: 1, width: 3 }] });
const predictions = { classLogits: zeros([1, 3, 3]), boxes: expandDims(priors.boxes, 0) };
const truth = {
  boxes: tensor3d([[[4, -4, 12, 4]]]),
  classes: tensor2d([[2]], [1, 1], 'int32'),
  mask: tensor2d([[1]]),
  validSizes: tensor2d([[8, 24]]),
};
// only the middle prior has its centre in the object
const { gtIndex, labels } = assigners.taskAligned()(predictions, priors, truth, { step: 0, epoch: 0 });
assert.deepEqual(await gtIndex.array(), [[-1, 0, -1]]);
assert.deepEqual(await labels.array(), [[-1, 2, -1]]);
await stop();
