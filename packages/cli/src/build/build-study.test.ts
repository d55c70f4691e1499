import { expect, it } from 'vitest';
import { applyOverrides } from '../config/overrides.ts';
import { parseConfig } from '../config/parse-config.ts';
import { runSchema } from '../config/run-schema.ts';
import { identityOf } from './build-study.ts';

const identity = (...overrides: string[]) => {
  const config = {
    model: { preset: 'tood' },
    input: { width: 32, height: 32 },
    data: { train: { kind: 'scenes', count: 2, seed: 0 } },
  };
  return identityOf(parseConfig(runSchema, applyOverrides(config, overrides), 'run.yml'));
};

it.each([
  'data.root=elsewhere',
  'data.cache=0',
  'data.workers=3',
  'training.seed=7',
  'training.checkpointEvery=5',
  'training.checkpointEverySteps=50',
  'training.evaluateEvery=2',
  'training.pictures=0',
])('%s does not decide what a run results in', (override) => {
  expect(identity(override)).toEqual(identity());
});

it.each([
  'data.train.count=3',
  'data.badImages=skip',
  'input.flip=0',
  'model.alpha=2',
  'training.batchSize=8',
  'optimizer.learningRate=0.1',
  'schedule.warmUp.steps=1',
])('%s does', (override) => {
  expect(identity(override)).not.toEqual(identity());
});
