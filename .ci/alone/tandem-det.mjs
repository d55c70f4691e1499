import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createDetector, evaluation, losses, presets, startBackend } from 'tandem-det';

const { stop } = await startBackend({ name: 'cpu' });
const detector = presets.tood({
  classes: ['cat'],
  depth: 18,
  width: 8,
  channels: 16,
  norm: { kind: 'group' },
});
detector.dispose();
for (const value of [createDetector, evaluation.evaluateCoco, losses.giou])
  assert.equal(typeof value, 'function');
await stop();
assert.match(execFileSync('node_modules/.bin/tandem', ['--help'], { encoding: 'utf8' }), /^Usage: tandem/);
