import assert from 'node:assert/strict';
import { convolutionBlock, gridPriors, INFERENCE, ParameterStore } from '@tandem-det/core';
import { startBackend } from '@tandem-det/kernels/backends';
import { ones } from '@tensorflow/tfjs-core';

const { stop } = await startBackend({ name: 'cpu' });
const store = new ParameterStore(1);
const block = convolutionBlock(store.scope('conv'), {
  inputs: 8,
  outputs: 16,
  stride: 2,
  norm: { kind: 'group' },
});
assert.deepEqual(block(ones([1, 12, 20, 8]), INFERENCE).shape, [1, 6, 10, 16]);
const { centers } = gridPriors({ strides: [16], maps: [{ height: 1, width: 2 }] });
assert.deepEqual(await centers.array(), [
  [0, 0],
  [16, 0],
]);
await stop();
