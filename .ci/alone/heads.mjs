import assert from 'node:assert/strict';
import { INFERENCE, ParameterStore } from '@tandem-det/core';
import { taskAlignedHead } from '@tandem-det/heads';
import { startBackend } from '@tandem-det/kernels/backends';
import { ones } from '@tensorflow/tfjs-core';

const { stop } = await startBackend({ name: 'cpu' });
const levels = [{ stride: 8, channels: 16 }];
const head = taskAlignedHead({ channels: 16, interactiveLayers: 3 });
const predict = head.build(new ParameterStore(1).scope('bbox_head'), levels, 5);
const priors = head.priors(levels, [{ height: 6, width: 8 }]);
const predictions = predict([ones([1, 6, 8, 16])], priors, INFERENCE);
assert.deepEqual(predictions.boxes.shape, [1, 48, 4]);
assert.deepEqual(head.scores(predictions).shape, [1, 48, 5]);
await stop();
