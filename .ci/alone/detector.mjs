import assert from 'node:assert/strict';
import { gridPriors } from '@tandem-det/core';
import { createDetector, detectionsInOriginal } from '@tandem-det/detector';
import { startBackend } from '@tandem-det/kernels/backends';
import { concat, ones, scalar, tidy, zeros } from '@tensorflow/tfjs-core';

const { stop } = await startBackend({ name: 'cpu' });
// Parts of one's own: images as features, and a head that finds the first prior's box everywhere.
const size = 16;
const detector = createDetector({
  classes: ['cat'],
  backbone: {
    name: 'none',
    levels: [{ stride: 8, channels: 3 }],
    build: () => (images) => [images.resizeBilinear([2, 2])],
  },
  neck: { name: 'none', levels: (levels) => levels, build: () => (features) => features },
  head: {
    name: 'first',
    provides: ['classLogits', 'boxes'],
    priors: (levels, maps) => gridPriors({ strides: levels.map(({ stride }) => stride), maps }),
    build: () => (_, priors) => ({
      classLogits: tidy(() => concat([ones([1, 1, 1]), zeros([1, 3, 1]).sub(20)], 1)),
      boxes: priors.boxes.expandDims(0),
    }),
    scores: ({ classLogits }) => classLogits.sigmoid(),
  },
  assigner: () => {
    throw new Error('not asked');
  },
  loss: () => ({ none: scalar(0) }),
});
const [found] = await detector.detect(zeros([1, size, size, 3]), { scoreThreshold: 0.5 });
assert.equal(found.boxes.length, 1);
const geometry = { scaleX: 2, scaleY: 2, offsetX: 0, offsetY: 0 };
assert.deepEqual(
  detectionsInOriginal(found, geometry).boxes[0],
  found.boxes[0].map((side) => side / 2),
);
detector.dispose();
await stop();
