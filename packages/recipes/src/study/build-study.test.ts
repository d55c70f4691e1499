import path from 'node:path';
import type { RunSetup } from '@tandem-det/ablation';
import { saveParameters } from '@tandem-det/checkpoints';
import { newFolder } from '@tandem-det/core/testing';
import { startBackend } from '@tandem-det/kernels/backends';
import { expect, it } from 'vitest';
import { applyOverrides } from '../config/overrides.ts';
import { parseConfig } from '../config/parse-config.ts';
import { runSchema } from '../config/run-schema.ts';
import { studySchema } from '../config/study-schema.ts';
import { buildStudy, identityOf } from './build-study.ts';

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
  'data.cacheMegabytes=0',
  'data.workers=3',
  'training.seed=7',
  'training.checkpointEveryEpochs=5',
  'training.checkpointEverySteps=50',
  'training.evaluation.everyEpochs=2',
  'training.evaluation.pictures=0',
])('%s does not decide what a run results in', (override) => {
  expect(identity(override)).toEqual(identity());
});

it.each([
  'data.train.count=3',
  'data.onBadImage=skip',
  'input.flip=0',
  'model.alpha=2',
  'training.batchSize=8',
  'optimizer.learningRate=0.1',
  'schedule.warmUp.steps=1',
  'weights.file=other.pth',
])('%s does', (override) => {
  expect(identity(override)).not.toEqual(identity());
});

it('keeps of initial weights which file they are of, and the identity of runs without them', () => {
  expect(identity('weights.file=here/a.pth')).toEqual(identity('weights.file=there/a.pth'));
  expect(identity()).not.toHaveProperty('weights');
});

it('begins each run of a study with the weights of the config', async () => {
  const { stop } = await startBackend({ name: 'cpu', report: () => {} });
  const model = {
    preset: 'atss',
    depth: 18,
    width: 8,
    norm: { kind: 'group' },
    channels: 8,
    convs: 1,
    levels: [3, 5],
  };
  const folder = await newFolder();
  const file = path.join(folder, 'weights.safetensors');
  const scenes = { kind: 'scenes', count: 1, seed: 0 };
  const config = {
    axes: { 'model.atssTopK': [5] },
    seeds: [0],
    model,
    input: { width: 32, height: 32 },
    data: { train: scenes, validation: scenes },
  };
  const lines: string[] = [];
  const detectorOf = async (changes: object, seed: number) => {
    const study = buildStudy(studySchema.parse({ ...config, ...changes }), 'study.yml', (line) =>
      lines.push(line),
    );
    const setup = await study.prepare({ 'model.atssTopK': 5 }, seed);
    await Promise.all([setup.input, setup.evaluationInput].map((input) => input?.loader?.close()));
    return setup;
  };
  const regressionOf = async ({ detector }: RunSetup) => [
    ...(await detector.parameters.get('bbox_head.atss_reg.weight')!.variable.data()),
  ];
  const trained = await detectorOf({}, 1);
  await saveParameters(trained.detector.parameters, file);
  const begun = await detectorOf({ weights: { file } }, 2);
  expect(await regressionOf(begun)).toEqual(await regressionOf(trained));
  expect(await regressionOf(await detectorOf({}, 2))).not.toEqual(await regressionOf(trained));
  expect(lines.filter((line) => line.startsWith(`${file}: `))).toHaveLength(1);
  await stop();
});
