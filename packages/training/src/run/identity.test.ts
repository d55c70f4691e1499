import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownPart } from '@tandem-det/base';
import { newFolder } from '@tandem-det/core/testing';
import { type BatchInput, horizontalFlip, letterbox, type Transform } from '@tandem-det/data';
import { startBackend } from '@tandem-det/kernels/backends';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adamw } from '../optimizer/adamw.ts';
import { movingAverage } from '../optimizer/moving-average.ts';
import { sgd } from '../optimizer/sgd.ts';
import { cosine } from '../schedule/cosine.ts';
import { constant } from '../schedule/schedule.ts';
import { warmUp } from '../schedule/warm-up.ts';
import { countingDetector, smallDataset } from './fixtures.ts';
import type { RunDescription } from './run-description.ts';
import { runSmall } from './run-small.fixture.ts';
import { readRunState } from './run-state.ts';
import type { TrainOptions } from './train-options.ts';

let stop: () => Promise<void>;
beforeAll(async () => {
  ({ stop } = await startBackend({ name: 'cpu', report: () => {} }));
});
afterAll(() => stop());

const size = { width: 32, height: 32 };
const scenes = smallDataset();

/** One step in the folder, which may have a run; optimizers and averages are made anew, as a program does. */
const trainIn = (folder: string, changes: () => Partial<TrainOptions> = () => ({})) =>
  runSmall({
    folder,
    steps: 1,
    resume: 'if there is one',
    average: movingAverage(),
    input: { transforms: [horizontalFlip(), letterbox(size)] },
    ...changes(),
  });

const cases: [string, () => Partial<TrainOptions>, string][] = [
  [
    'a detector',
    () => ({ detector: countingDetector(1, 0.02) }),
    'detector.options.sizeFactor: was 0.01, is 0.02',
  ],
  ['its seed', () => ({ detector: countingDetector(2) }), 'detector.options.seed: was 1, is 2'],
  [
    'a dataset',
    () => ({ dataset: { ...scenes, images: scenes.images.slice(1) } }),
    'dataset: was generatedScenes, is dataset',
  ],
  ['an optimizer', () => ({ optimizer: adamw() }), 'optimizer: was sgd, is adamw'],
  [
    'its option',
    () => ({ optimizer: sgd({ momentum: 0.8 }) }),
    'optimizer.options.momentum: was 0.9, is 0.8',
  ],
  [
    'a schedule',
    () => ({ schedule: warmUp({ steps: 4 }, constant(0.06)) }),
    'schedule.options.schedule.options.learningRate: was 0.05, is 0.06',
  ],
  [
    'a schedule of another length',
    () => ({ schedule: warmUp({ steps: 4 }, cosine({ learningRate: 0.05, steps: 9 })) }),
    'schedule.options.schedule: was constant, is cosine',
  ],
  [
    'an average',
    () => ({ average: movingAverage({ decay: 0.9 }) }),
    'average.options.decay: was 0.9998, is 0.9',
  ],
  [
    'a transform',
    () => ({ input: { transforms: [horizontalFlip({ probability: 0.4 }), letterbox(size)] } }),
    'input.transforms.0.options.probability: was 0.5, is 0.4',
  ],
  [
    'one transform fewer',
    () => ({ input: { transforms: [letterbox(size)] } }),
    'input.transforms: was [{"kind":"horizontalFlip"',
  ],
  [
    'an option of the input',
    () => ({ input: { transforms: [horizontalFlip(), letterbox(size)], padMultiple: 64 } }),
    'input.padMultiple: was 32, is 64',
  ],
  ['the batch size', () => ({ batchSize: 2 }), 'batchSize: was 4, is 2'],
  ['the micro-batch', () => ({ microBatch: 2 }), 'microBatch: was 4, is 2'],
  [
    'sizes',
    () => ({ multiScale: { sizes: [size] } }),
    'multiScale: was null, is {"sizes":[{"width":32,"height":32}],"everySteps":10}',
  ],
  ['clipping', () => ({ clipNorm: 1 }), 'clipNorm: was null, is 1'],
  ['the seed', () => ({ seed: 8 }), 'seed: was 7, is 8'],
];

describe('a run is what it is made of', () => {
  it('keeps that in its checkpoint and in run.json, and goes on where it is the same', async () => {
    const folder = await newFolder();
    await trainIn(folder);
    const { state } = await readRunState(join(folder, 'checkpoint.safetensors'));
    expect(state.parts).toMatchObject({
      detector: { kind: 'countingDetector', options: { seed: 1, sizeFactor: 0.01 }, version: 1 },
      dataset: { kind: 'generatedScenes', content: { images: 10 } },
      optimizer: { kind: 'sgd', options: { momentum: 0.9, weightDecay: 1e-4, nesterov: false, groups: [] } },
      batchSize: 4,
      microBatch: 4,
      multiScale: null,
      clipNorm: null,
      seed: 7,
    });
    const record = JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')) as RunDescription;
    expect(record.parts).toEqual(state.parts);
    const again = await trainIn(folder, () => ({ steps: 2, checkpointEverySteps: 1 }));
    expect(again.steps.map(({ step }) => step)).toEqual([1]);
  });

  it.each(cases)('refuses %s that changed, in a finished run as well', async (_, changes, message) => {
    const folder = await newFolder();
    await trainIn(folder);
    const refused = trainIn(folder, changes);
    await expect(refused).rejects.toThrow(
      `resuming ${folder}: expected the config and the parts that the run was started with, got `,
    );
    await expect(refused).rejects.toThrow(message);
    const unchanged = await trainIn(folder);
    expect(unchanged.result).toEqual({ status: 'finished', steps: 1 });
  });

  it('is the same with a dataset of equal content, however it was made', async () => {
    const folder = await newFolder();
    await trainIn(folder);
    const copied = { ...scenes, name: 'copied' };
    expect((await trainIn(folder, () => ({ dataset: copied }))).result.steps).toBe(1);
  });

  it('tells what changed where it is forced to go on, and keeps what it goes on with', async () => {
    const folder = await newFolder();
    await trainIn(folder);
    const forced = () => ({ steps: 2, force: true, optimizer: sgd({ momentum: 0.8 }) });
    const { events } = await trainIn(folder, forced);
    expect(events).toContainEqual({
      kind: 'warning',
      step: 1,
      message: 'changed: optimizer.options.momentum: was 0.9, is 0.8',
    });
    const { state } = await readRunState(join(folder, 'checkpoint.safetensors'));
    expect(state.parts!.optimizer.options['momentum']).toBe(0.8);
  });
});

describe('parts of your own', () => {
  const rate = () => 0.05;
  const darker =
    (by: number): Transform =>
    (sample) => ({
      ...sample,
      image: { ...sample.image, data: sample.image.data.map((value) => value / by) },
    });
  const remedy =
    'Give each one: ownPart(part, { version: 1 }), to be changed with the part; the tandem command takes the content of the module that it loads. Or choose another folder, or force it: the run then goes on with the parts of now.';

  it.each<[string, () => Partial<TrainOptions>, string]>([
    ['a schedule', () => ({ schedule: rate }), 'schedule (rate)'],
    ['a transform', () => ({ input: { transforms: [darker(2)] } }), 'input.transforms.0 (without a name)'],
    [
      'a schedule within another',
      () => ({ schedule: warmUp({ steps: 4 }, rate) }),
      'schedule.schedule (rate)',
    ],
    [
      'a dataset',
      () => ({ dataset: { ...scenes, images: scenes.images.map(({ source, ...image }) => image) } }),
      'dataset (scenes-train)',
    ],
    [
      'a detector',
      () => {
        const { classes, parameters, gradients, dispose } = countingDetector();
        return { detector: { classes, parameters, gradients, dispose } };
      },
      'detector (without a name)',
    ],
  ])('train without a version, and are not resumed: %s', async (_, changes, name) => {
    const folder = await newFolder();
    expect((await trainIn(folder, changes)).result.status).toBe('finished');
    await expect(trainIn(folder, changes)).rejects.toThrow(
      `resuming ${folder}: expected parts that can be told from other ones, got 1 of your own without a version: ${name}. ${remedy}`,
    );
    expect((await trainIn(folder, () => ({ ...changes(), force: true }))).result.steps).toBe(1);
  });

  it('are known by their version', async () => {
    const folder = await newFolder();
    const input = (by: number, version: number): BatchInput => ({
      transforms: [ownPart(darker(by), { version, kind: 'darker', options: { by } })],
    });
    await trainIn(folder, () => ({ input: input(2, 1) }));
    expect((await trainIn(folder, () => ({ input: input(2, 1) }))).result.steps).toBe(1);
    await expect(trainIn(folder, () => ({ input: input(3, 1) }))).rejects.toThrow(
      'input.transforms.0.options.by: was 2, is 3',
    );
    await expect(trainIn(folder, () => ({ input: input(2, 2) }))).rejects.toThrow(
      'input.transforms.0.version: was 1, is 2',
    );
  });

  it('are known by the version of all of them, which counts only where there are any', async () => {
    const folder = await newFolder();
    const own = (version: number) => () => ({ schedule: rate, version });
    await trainIn(folder, own(1));
    expect((await trainIn(folder, own(1))).result.steps).toBe(1);
    await expect(trainIn(folder, own(2))).rejects.toThrow('version: was 1, is 2');
    const plain = await newFolder();
    await trainIn(plain, () => ({ version: 1 }));
    expect((await trainIn(plain, () => ({ version: 2 }))).result.steps).toBe(1);
  });
});
