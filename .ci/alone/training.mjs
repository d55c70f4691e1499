import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { ParameterStore } from '@tandem-det/core';
import { startBackend } from '@tandem-det/kernels/backends';
import { cosine, movingAverage, readLog, sgd, warmUp } from '@tandem-det/training';

const { stop } = await startBackend({ name: 'cpu' });
const rate = warmUp({ steps: 10 }, cosine({ learningRate: 0.1, steps: 100 }));
assert.ok(rate({ step: 0, epoch: 0 }) < rate({ step: 10, epoch: 0 }));
const optimizer = sgd({ momentum: 0.9 });
assert.equal(optimizer.name, 'sgd');
movingAverage({ decay: 0.9 }).dispose();
assert.equal(new ParameterStore(1).count, 0);
await writeFile('log.jsonl', '{"kind":"finished","step":3}\n');
assert.deepEqual(
  (await readLog('log.jsonl')).map(({ step }) => step),
  [3],
);
optimizer.dispose();
await stop();
