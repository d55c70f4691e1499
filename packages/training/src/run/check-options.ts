import { expectOnlyKeys, expectThat, kindOf } from '@tandem-det/base';
import type { TrainOptions } from './train-options.ts';

const known = {
  detector: true,
  dataset: true,
  input: true,
  optimizer: true,
  schedule: true,
  average: true,
  batchSize: true,
  microBatch: true,
  multiScale: true,
  epochs: true,
  steps: true,
  seed: true,
  clipNorm: true,
  evaluation: true,
  folder: true,
  checkpointEveryEpochs: true,
  checkpointEverySteps: true,
  resume: true,
  force: true,
  config: true,
  signal: true,
  onEvent: true,
} satisfies Record<keyof TrainOptions, true>;

/** What each object must have, and what makes one. */
const objects = [
  ['detector', ['classes', 'parameters', 'gradients'], 'a detector, such as createDetector(…) makes'],
  ['dataset', ['images', 'classes'], 'a dataset, such as await readCoco(…)'],
  ['optimizer', ['apply', 'state', 'restore'], 'an optimizer, such as sgd()'],
  ['average', ['update', 'during'], 'an average of the weights, such as movingAverage()'],
  ['evaluation', ['run'], 'an evaluation, with the function run'],
] as const;

const counts = [
  ['batchSize', 1],
  ['microBatch', 1],
  ['epochs', 1],
  ['steps', 1],
  ['seed', 0],
  ['checkpointEveryEpochs', 1],
  ['checkpointEverySteps', 1],
] as const;

const optional = ['average', 'evaluation', 'microBatch', 'epochs', 'steps', 'seed'];

/** Throws for what no compiler has refused: keys that are unknown, and values that are something else. */
export function checkOptions(options: TrainOptions): void {
  expectThat(typeof options === 'object' && options !== null, 'train', 'its options', kindOf(options));
  expectOnlyKeys('train', options, known);
  const given = options as unknown as Readonly<Record<string, unknown>>;
  const absent = (key: string) =>
    given[key] === undefined && (optional.includes(key) || key.startsWith('checkpoint'));
  for (const [key, members, expected] of objects) {
    const value = given[key];
    const fits = typeof value === 'object' && value !== null && members.every((member) => member in value);
    expectThat(absent(key) || fits, `train: ${key}`, expected, kindOf(value));
  }
  for (const [key, least] of counts) {
    const value = given[key];
    const fits = Number.isInteger(value) && (value as number) >= least;
    expectThat(absent(key) || fits, `train: ${key}`, `an integer ≥ ${least}`, kindOf(value));
  }
  const { schedule, clipNorm } = given;
  expectThat(
    typeof schedule === 'function',
    'train: schedule',
    'a function, such as constant(0.01) makes',
    kindOf(schedule),
  );
  expectThat(
    clipNorm === undefined || (typeof clipNorm === 'number' && clipNorm > 0),
    'train: clipNorm',
    'a number above 0',
    kindOf(clipNorm),
  );
}
