import assert from 'node:assert/strict';
import { startBackend } from '@tandem-det/kernels/backends';
import { tood } from '@tandem-det/presets';
import { zeros } from '@tensorflow/tfjs-core';

const { stop } = await startBackend({ name: 'cpu' });
const detector = tood({
  classes: ['cat', 'dog'],
  depth: 18,
  width: 8,
  channels: 16,
  norm: { kind: 'group' },
});
const [found] = await detector.detect(zeros([1, 64, 64, 3]));
assert.ok(found.boxes.length >= 0 && detector.parameters.count > 100_000);
detector.dispose();
await stop();
