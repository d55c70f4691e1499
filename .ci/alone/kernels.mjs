import assert from 'node:assert/strict';
import { maxPool2d, pairwiseIou } from '@tandem-det/kernels';
import { startBackend } from '@tandem-det/kernels/backends';
import { tensor2d, tensor4d } from '@tensorflow/tfjs-core';

const { name, stop } = await startBackend({ name: 'cpu' });
assert.equal(name, 'cpu');
const pooled = maxPool2d(tensor4d([1, 4, 2, 3], [1, 2, 2, 1]), { size: 2, stride: 2 });
assert.deepEqual(await pooled.array(), [[[[4]]]]);
const iou = pairwiseIou(tensor2d([[0, 0, 2, 2]]), tensor2d([[1, 0, 3, 2]]));
assert.ok(Math.abs((await iou.data())[0] - 1 / 3) < 1e-6);
await stop();
