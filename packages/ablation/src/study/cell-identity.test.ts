import { ownPart } from '@tandem-det/base';
import { generatedScenes, horizontalFlip } from '@tandem-det/data';
import { adamw, constant, movingAverage, type Schedule, sgd } from '@tandem-det/training';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { madeUpDetector, madeUpSetup } from '../testing/made-up-setup.ts';
import type { Axes, Cell } from './axes.ts';
import { planRuns } from './plan.ts';
import { defineStudy, type RunSetup, type Study } from './study.ts';

const AXES = { alpha: [0.5, 1] } as const;
type Prepare = (cell: Cell, seed: number) => Partial<RunSetup>;

/** A study whose cells differ by an option of the detector, with what `prepare` changes of that. */
const define = (prepare: Prepare = () => ({}), changes: Partial<Study> = {}) =>
  defineStudy<Axes>({
    name: 'made up',
    axes: AXES,
    seeds: [0, 1],
    prepare: (cell, seed) => madeUpSetup({ detector: madeUpDetector(cell), ...prepare(cell, seed) }),
    ...changes,
  });
const idsOf = async (...study: Parameters<typeof define>) =>
  (await planRuns(define(...study))).map(({ id }) => id);

const size = { width: 32, height: 32 };
const training = { schedule: constant(0.01), batchSize: 2, epochs: 1 };

describe('a study without settings', () => {
  it('has runs that are what their parts are, whatever its axes, values and seeds are called', async () => {
    const ids = await idsOf();
    expect(new Set(ids).size).toBe(4);
    expect(await idsOf()).toEqual(ids);
    const renamed = await idsOf(({ a }) => ({ detector: madeUpDetector({ alpha: a }) }), {
      axes: { a: [2, 1, 0.5] },
      seeds: [3, 1, 0],
    });
    expect(renamed.filter((id) => ids.includes(id))).toHaveLength(4);
  });

  it.each<[string, Prepare]>([
    ['a detector', (cell) => ({ detector: madeUpDetector({ ...cell, topK: 9 }) })],
    ['a dataset', () => ({ dataset: generatedScenes({ count: 3, size }) })],
    ['a validation set', () => ({ validation: generatedScenes({ count: 2, split: 'val', size }) })],
    ['a transform', () => ({ input: { transforms: [horizontalFlip({ probability: 0 })] } })],
    ['the input of evaluation', () => ({ evaluationInput: { padMultiple: 64 } })],
    ['an optimizer', () => ({ optimizer: adamw() })],
    ['its option', () => ({ optimizer: sgd({ momentum: 0.8 }) })],
    ['an average', () => ({ average: movingAverage() })],
    ['a schedule', () => ({ training: { ...training, schedule: constant(0.02) } })],
    ['the batch size', () => ({ training: { ...training, batchSize: 1 } })],
    ['the number of epochs', () => ({ training: { ...training, epochs: 2 } })],
    ['clipping', () => ({ training: { ...training, clipNorm: 1 } })],
    ['initial weights', () => ({ weights: 'resnet18.pth' })],
  ])('has new runs where %s changed', async (_, prepare) => {
    const ids = await idsOf();
    const changed = await idsOf(prepare);
    expect(new Set([...ids, ...changed]).size).toBe(8);
  });

  it('has the same runs however often they are saved', async () => {
    const often = () => ({ training: { ...training, checkpointEverySteps: 1, checkpointEveryEpochs: 3 } });
    expect(await idsOf(often)).toEqual(await idsOf());
  });

  it('refuses an axis that changes no part', async () => {
    await expect(planRuns(define(() => ({ detector: madeUpDetector() })))).rejects.toThrow(
      'study made up: expected cells that differ in what determines a run, got alpha 0.5 and alpha 1, which are the same.',
    );
  });

  it('prepares each cell once, keeps no tensor and leaves the backend as it is', async () => {
    await tf.setBackend('cpu');
    const before = tf.memory().numTensors;
    const prepared: string[] = [];
    const study = define((cell, seed) => {
      prepared.push(`${cell['alpha']} ${seed} ${tf.getBackend()}`);
      return {};
    });
    await planRuns(study);
    await planRuns(study);
    expect(prepared).toEqual(['0.5 0 shape-only', '1 0 shape-only']);
    expect([tf.getBackend(), tf.memory().numTensors]).toEqual(['cpu', before]);
  });

  it('says what to do where parts cannot be seen without computing', async () => {
    const study = define(() => {
      tf.tidy(() => tf.scalar(3).dataSync());
      return {};
    });
    await expect(planRuns(study)).rejects.toThrow(
      'study made up: prepare, alpha 0.5: expected parts that are made without a value being computed, got a computation: withShapesOnly: expected a computation that reads no values, got one that reads a tensor. Only shapes are known here.. Give the study `settings(cell)`: what determines a run of the cell.',
    );
  });

  it('refuses bad options before anything is trained', async () => {
    await expect(planRuns(define(() => ({ training: { ...training, batchSize: 0 } })))).rejects.toThrow(
      'train: batchSize: expected a whole number ≥ 1, got 0.',
    );
  });
});

describe('parts of your own', () => {
  const rate =
    (value: number): Schedule =>
    () =>
      value;
  const own =
    (value: number, version?: number): Prepare =>
    (cell) => {
      const schedule = rate(value);
      return {
        detector: madeUpDetector(cell),
        training: {
          ...training,
          schedule: version === undefined ? schedule : ownPart(schedule, { version, kind: 'rate' }),
        },
      };
    };

  it('are named where nothing identifies them', async () => {
    const runs = await planRuns(define(own(1)));
    expect(runs.map(({ unidentified }) => unidentified)).toEqual(
      Array(4).fill(['schedule (without a name)']),
    );
    for (const identified of [
      define(own(1, 1)),
      define(own(1), { version: 1 }),
      define(own(1), { content: 'a' }),
    ]) {
      expect((await planRuns(identified)).flatMap(({ unidentified }) => unidentified)).toEqual([]);
    }
  });

  it('make new runs where their version changed, or the content of their module', async () => {
    const ids = [
      ...(await idsOf(own(1, 1))),
      ...(await idsOf(own(1, 2))),
      ...(await idsOf(own(1), { content: 'a' })),
      ...(await idsOf(own(1), { content: 'b' })),
      ...(await idsOf(own(1), { version: 1 })),
      ...(await idsOf(own(1), { version: 2 })),
    ];
    expect(new Set(ids).size).toBe(24);
  });

  it('may be all that differs between cells, where their module is known', async () => {
    const study = define(({ alpha }) => ({ ...own(alpha as number)({}, 0), detector: madeUpDetector() }), {
      content: 'a',
    });
    expect(new Set((await planRuns(study)).map(({ id }) => id)).size).toBe(4);
  });

  it('alone make the content of a module count', async () => {
    expect(await idsOf(() => ({}), { content: 'a' })).toEqual(await idsOf());
    expect(await idsOf(own(1, 1), { content: 'a' })).toEqual(await idsOf(own(1, 1), { content: 'b' }));
  });
});
