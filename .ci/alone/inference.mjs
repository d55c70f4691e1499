import assert from 'node:assert/strict';
import { generatedScenes, letterbox } from '@tandem-det/data';
import { evaluateDetector, mainFigures } from '@tandem-det/inference';
import { startBackend } from '@tandem-det/kernels/backends';

const { stop } = await startBackend({ name: 'cpu' });
const size = { width: 64, height: 64 };
const dataset = generatedScenes({ count: 2, size });
let at = 0;
// Finds what is there.
const detector = {
  classes: dataset.classes.map(({ name }) => name),
  detect: async (images) =>
    Array.from({ length: images.shape[0] }, () => {
      const { objects } = dataset.images[at++];
      return {
        boxes: objects.map(({ box }) => box),
        scores: objects.map(() => 0.9),
        classes: objects.map(({ classIndex }) => classIndex),
      };
    }),
};
const evaluation = await evaluateDetector({
  detector,
  dataset,
  input: { transforms: [letterbox(size)], size },
});
assert.ok(mainFigures(evaluation).AP50 > 0.99);
await stop();
