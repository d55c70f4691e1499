import assert from 'node:assert/strict';
import { INFERENCE, ParameterStore } from '@tandem-det/core';
import { startBackend } from '@tandem-det/kernels/backends';
import { fpn } from '@tandem-det/necks';
import { ones } from '@tensorflow/tfjs-core';

const { stop } = await startBackend({ name: 'cpu' });
const inputs = [
  { stride: 8, channels: 16 },
  { stride: 16, channels: 32 },
];
const fuse = fpn({ channels: 8, levels: [3, 5] }).build(new ParameterStore(1).scope('neck'), inputs);
const pyramid = fuse([ones([1, 8, 12, 16]), ones([1, 4, 6, 32])], INFERENCE);
assert.deepEqual(
  pyramid.map(({ shape }) => shape),
  [
    [1, 8, 12, 8],
    [1, 4, 6, 8],
    [1, 2, 3, 8],
  ],
);
await stop();
