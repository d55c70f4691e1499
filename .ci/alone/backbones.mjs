import assert from 'node:assert/strict';
import { resnet } from '@tandem-det/backbones';
import { INFERENCE, ParameterStore } from '@tandem-det/core';
import { startBackend } from '@tandem-det/kernels/backends';
import { ones } from '@tensorflow/tfjs-core';

const { stop } = await startBackend({ name: 'cpu' });
const backbone = resnet({ depth: 18, width: 8, norm: { kind: 'group' } });
const extract = backbone.build(new ParameterStore(1).scope('backbone'));
const features = extract(ones([1, 64, 96, 3]), INFERENCE);
assert.deepEqual(
  features.map(({ shape }) => shape),
  [
    [1, 8, 12, 16],
    [1, 4, 6, 32],
    [1, 2, 3, 64],
  ],
);
await stop();
