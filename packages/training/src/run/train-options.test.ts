import { startBackend } from '@tandem-det/kernels/backends';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sgd } from '../optimizer/sgd.ts';
import { constant } from '../schedule/schedule.ts';
import { countingDetector, smallDataset } from './fixtures.ts';
import { train } from './train.ts';

let stop: () => Promise<void>;
beforeAll(async () => {
  ({ stop } = await startBackend({ name: 'cpu', report: () => {} }));
});
afterAll(() => stop());

it.each([
  [
    { detector: undefined },
    'train: detector: expected a detector, such as createDetector(…) makes, got nothing.',
  ],
  [
    { detector: smallDataset() },
    'train: detector: expected a detector, such as createDetector(…) makes, got an object with name, classes, images.',
  ],
  [{ dataset: 'bccd' }, 'train: dataset: expected a dataset, such as await readCoco(…), got "bccd".'],
  [{ optimizer: sgd }, 'train: optimizer: expected an optimizer, such as sgd(), got a function.'],
  [{ schedule: 0.01 }, 'train: schedule: expected a function, such as constant(0.01) makes, got 0.01.'],
  [
    { schedule: undefined },
    'train: schedule: expected a function, such as constant(0.01) makes, got nothing.',
  ],
  [{ average: 0.9 }, 'train: average: expected an average of the weights, such as movingAverage(), got 0.9.'],
  [
    { evaluation: () => {} },
    'train: evaluation: expected an evaluation, with the function run, got a function.',
  ],
  [{ batchSize: 0 }, 'train: batchSize: expected a whole number ≥ 1, got 0.'],
  [{ batchSize: undefined }, 'train: batchSize: expected a whole number ≥ 1, got nothing.'],
  [{ epochs: 1.5 }, 'train: epochs: expected a whole number ≥ 1, got 1.5.'],
  [{ epochs: '12' }, 'train: epochs: expected a whole number ≥ 1, got "12".'],
  [{ seed: Number.NaN }, 'train: seed: expected a whole number ≥ 0, got NaN.'],
  [{ checkpointEverySteps: 0 }, 'train: checkpointEverySteps: expected a whole number ≥ 1, got 0.'],
  [{ clipNorm: 0 }, 'train: clipNorm: expected a number > 0, got 0.'],
  [{ epoch: 12 }, 'train: expected only the options detector, dataset, input'],
  [{ chekpointEverySteps: 12 }, 'Did you mean "checkpointEverySteps"?'],
  [{ multiScale: { sizes: [] } }, 'train: multiScale.sizes: expected at least one size, got [].'],
  [
    { input: { padMultipel: 16 } },
    'train: input: expected only the options normalization, size, sizes, padMultiple, objects, objectMultiple, onBadImage, transforms, groupByShape, prefetch, loader, got the unknown option "padMultipel". Did you mean "padMultiple"?',
  ],
  [{ resume: 'yes' }, 'train: resume: expected true, false or "if there is one", got "yes".'],
  [
    { optimizer: sgd({ groups: [{ names: ['backbone.*'], rateFactor: 0.1 }] }) },
    'sgd: groups.0.names: expected names of trainable parameters, got "backbone.*", which matches none. They begin with count.',
  ],
])('refuses %o', async (change, message) => {
  const detector = countingDetector();
  const optimizer = sgd();
  const options = {
    detector,
    dataset: smallDataset(),
    optimizer,
    schedule: constant(0.01),
    batchSize: 2,
    epochs: 1,
  };
  await expect(train({ ...options, ...change } as never)).rejects.toThrow(message);
  detector.dispose();
  optimizer.dispose();
});
