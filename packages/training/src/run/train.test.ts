import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSafetensors } from '@tandem-det/checkpoints';
import { encodePng, horizontalFlip } from '@tandem-det/data';
import { startBackend } from '@tandem-det/kernels/backends';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adamw } from '../optimizer/adamw.ts';
import { movingAverage } from '../optimizer/moving-average.ts';
import { sgd } from '../optimizer/sgd.ts';
import { constant } from '../schedule/schedule.ts';
import { warmUp } from '../schedule/warm-up.ts';
import { readEvents } from '../tensorboard/read-events.fixture.ts';
import type { StepRecord, TrainEvent } from './events.ts';
import { countingDetector, smallDataset } from './fixtures.ts';
import { newFolder } from './new-folder.ts';
import { readLog } from './run-log.ts';
import { readRunState } from './run-state.ts';
import { train } from './train.ts';
import type { TrainOptions } from './train-options.ts';

let stop: () => Promise<void>;
beforeAll(async () => {
  ({ stop } = await startBackend({ name: 'cpu', report: () => {} }));
});
afterAll(() => stop());

/** Runs a training with these options over the standard small ones, and collects what it told. */
async function run(options: Partial<TrainOptions> = {}) {
  const { detector = countingDetector() } = options as { detector?: ReturnType<typeof countingDetector> };
  const { optimizer = sgd({ momentum: 0.9 }) } = options;
  const events: TrainEvent[] = [];
  try {
    const result = await train({
      dataset: smallDataset(),
      input: { transforms: [horizontalFlip()] },
      schedule: warmUp({ steps: 4 }, constant(0.05)),
      batchSize: 4,
      seed: 7,
      config: { learningRate: 0.05 },
      onEvent: (event) => events.push(event),
      ...(options.steps === undefined ? { epochs: 3 } : {}),
      ...options,
      detector,
      optimizer,
    });
    const weights = await Promise.all(detector.parameters.all.map(({ variable }) => variable.data()));
    return { result, events, steps: stepsOf(events), weights };
  } finally {
    optimizer.dispose();
    options.average?.dispose();
    detector.dispose();
  }
}

const stepsOf = (events: readonly TrainEvent[]): StepRecord[] =>
  events.filter((event) => event.kind === 'step');
const losses = (steps: readonly StepRecord[]) =>
  steps.map(({ step, loss, terms }) => ({ step, loss, terms }));

/** Aborts once `step` steps are done. */
function stoppingAfter(step: number) {
  const controller = new AbortController();
  const onEvent = (event: TrainEvent) => {
    if (event.kind === 'step' && event.step === step - 1) controller.abort();
  };
  return { signal: controller.signal, onEvent };
}

describe('train', () => {
  it('trains the epochs asked for, with the rate of the schedule', async () => {
    const { result, steps } = await run();
    // 10 images in batches of 4: 3 steps an epoch, the last with 2 images
    expect(result).toEqual({ status: 'finished', steps: 9 });
    expect(steps.map(({ step, epoch, batch, images }) => [step, epoch, batch, images])).toEqual([
      [0, 0, 0, 4],
      [1, 0, 1, 4],
      [2, 0, 2, 2],
      [3, 1, 0, 4],
      [4, 1, 1, 4],
      [5, 1, 2, 2],
      [6, 2, 0, 4],
      [7, 2, 1, 4],
      [8, 2, 2, 2],
    ]);
    // 0.05 * (1 - (1 - step / 4) * 0.999)
    expect(steps[0]!.learningRate).toBeCloseTo(0.05 * 0.001, 12);
    expect(steps[2]!.learningRate).toBeCloseTo(0.05 * 0.5005, 12);
    expect(steps[4]!.learningRate).toBe(0.05);
    expect(steps.at(-1)!.loss).toBeLessThan(steps[0]!.loss);
    for (const { loss, terms } of steps) expect(loss).toBe(terms['count']! + terms['size']!);
  });

  it('repeats the same losses to the last bit with the same seed, and others with another', async () => {
    const first = await run();
    const second = await run();
    expect(losses(second.steps)).toEqual(losses(first.steps));
    expect(second.weights).toEqual(first.weights);
    const other = await run({ seed: 8 });
    expect(other.steps[0]!.loss).not.toBe(first.steps[0]!.loss);
  });

  it.each([1, 2, 3, 4, 8])('stopped after %i steps and resumed, goes on bit for bit', async (after) => {
    const unbroken = await run();
    const folder = await newFolder();
    const begun = await run({ folder, ...stoppingAfter(after) });
    expect(begun.result).toEqual({ status: 'stopped', steps: after });
    const resumed = await run({ folder, resume: true });
    expect(resumed.result).toEqual({ status: 'finished', steps: 9 });
    expect(losses(resumed.steps)).toEqual(losses(unbroken.steps.slice(after)));
    expect(resumed.weights).toEqual(unbroken.weights);
    const logged = (await readLog(join(folder, 'log.jsonl'))) as unknown as TrainEvent[];
    expect(losses(stepsOf(logged))).toEqual(losses(unbroken.steps));
  });

  it('averages weights; stopped and resumed, goes on bit for bit, optimizer and averages included', async () => {
    const options = () => ({ optimizer: adamw(), average: movingAverage({ decay: 0.9, ramp: 3 }) });
    const unbroken = await run(options());
    const plain = await run({ optimizer: adamw() });
    expect(losses(unbroken.steps)).toEqual(losses(plain.steps));
    expect(unbroken.weights).not.toEqual(plain.weights);
    const folder = await newFolder();
    await run({ ...options(), folder, ...stoppingAfter(4) });
    const seen: (ArrayLike<number> | undefined)[] = [];
    const detector = countingDetector();
    const evaluation = {
      run: async () => {
        seen.push(await detector.parameters.get('count.weight')?.variable.data());
        return { AP: 1 };
      },
    };
    const resumed = await run({ ...options(), detector, folder, resume: true, evaluation });
    expect(losses(resumed.steps)).toEqual(losses(unbroken.steps.slice(4)));
    expect(resumed.weights).toEqual(unbroken.weights);
    // evaluated, and stored in both files: the averages
    expect(seen).toEqual([unbroken.weights[0]]);
    for (const name of ['checkpoint.safetensors', 'best.safetensors']) {
      const stored = await readSafetensors(join(folder, name));
      expect(stored.get('count.weight')!.data).toEqual(unbroken.weights[0]);
    }
  });

  it('refuses to go on without the averages', async () => {
    const folder = await newFolder();
    await run({ average: movingAverage(), folder, ...stoppingAfter(2) });
    await expect(run({ folder, resume: true })).rejects.toThrow('averaged: was true, is false');
    expect((await run({ folder, resume: true, force: true })).result.status).toBe('finished');
  });

  it('resumes from the last checkpoint after a crash, and logs every step once', async () => {
    const unbroken = await run();
    const folder = await newFolder();
    const crash = (event: TrainEvent) => {
      if (event.kind === 'step' && event.step === 4) throw new Error('power cut');
    };
    await expect(run({ folder, onEvent: crash })).rejects.toThrow('power cut');
    const resumed = await run({ folder, resume: true });
    // the checkpoint of the first epoch: 3 steps done
    expect(losses(resumed.steps)).toEqual(losses(unbroken.steps.slice(3)));
    const logged = (await readLog(join(folder, 'log.jsonl'))) as unknown as TrainEvent[];
    expect(losses(stepsOf(logged))).toEqual(losses(unbroken.steps));
  });

  it('trains no further once finished, and longer where forced to', async () => {
    const folder = await newFolder();
    await run({ folder, steps: 5 });
    const again = await run({ folder, steps: 5, resume: true });
    expect(again.result).toEqual({ status: 'finished', steps: 5 });
    expect(again.steps).toEqual([]);
    const longer = await run({ folder, steps: 7, resume: true });
    expect(longer.steps.map(({ step }) => step)).toEqual([5, 6]);
  });

  it('keeps one checkpoint with the tensors that belong to it', async () => {
    const folder = await newFolder();
    await run({ folder });
    expect((await readdir(folder)).sort()).toEqual([
      'checkpoint.safetensors',
      'log.jsonl',
      'optimizer-9.safetensors',
      'run.json',
      'tensorboard',
    ]);
    const { state, classes } = await readRunState(join(folder, 'checkpoint.safetensors'));
    expect(state).toMatchObject({
      progress: { step: 9, epoch: 3 },
      next: { epoch: 3, index: 0 },
      seed: 7,
      backend: 'cpu',
      finished: true,
      config: { learningRate: 0.05 },
    });
    expect(classes).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('tells a changed config, refuses it, and takes it where forced', async () => {
    const folder = await newFolder();
    await run({ folder, ...stoppingAfter(2) });
    const changed = { folder, resume: true, config: { learningRate: 0.1 } };
    await expect(run(changed)).rejects.toThrow(
      `resuming ${folder}: expected the config that the run was started with, got 1 changed: config.learningRate: was 0.05, is 0.1. Undo that, or force it: the run then goes on with the new config.`,
    );
    const forced = await run({ ...changed, force: true });
    expect(forced.events).toContainEqual({
      kind: 'warning',
      step: 2,
      message: 'config changed: config.learningRate: was 0.05, is 0.1',
    });
    expect(forced.result.status).toBe('finished');
  });

  it('overwrites no run, and resumes none that is not there', async () => {
    const folder = await newFolder();
    await expect(run({ folder, resume: true })).rejects.toThrow(
      `output folder ${folder}: expected a run to resume, got no checkpoint.safetensors. Start it without resuming.`,
    );
    await run({ folder, ...stoppingAfter(2) });
    await expect(run({ folder })).rejects.toThrow(
      `output folder ${folder}: expected a folder without a run, got the checkpoint of a run at step 2. Resume that run, or choose another folder: nothing is overwritten.`,
    );
  });

  it('stops at a loss term that is not finite, names it, and keeps the last checkpoint', async () => {
    const folder = await newFolder();
    await expect(run({ folder, schedule: constant(1e19) })).rejects.toThrow(
      /^training, step \d, loss term "count": expected a finite number, got (NaN|Infinity) on the images train-0000\d\d\.png, .*\. The parameters of the last checkpoint are kept\. The learning rate may be too high, or the warm-up too short\.$/,
    );
  });

  it('warns once of a loss term that is negative', async () => {
    const { events } = await run({ detector: countingDetector(1, -0.01), epochs: 1 });
    const warnings = events.filter(({ kind }) => kind === 'warning');
    expect(warnings).toEqual([
      {
        kind: 'warning',
        step: 0,
        message: expect.stringMatching(
          /^loss term "size" is negative \(-0\.\d+\): some boxes are inside out, annotated or predicted$/,
        ),
      },
    ]);
  });

  it('names the parameter whose gradient is not finite while the loss is', async () => {
    const detector = countingDetector();
    const gradients: typeof detector.gradients = (...given) => {
      const pass = detector.gradients(...given);
      const bias = tf.mul(pass.gradients.get('count.bias')!, Number.POSITIVE_INFINITY);
      pass.gradients.get('count.bias')!.dispose();
      return { ...pass, gradients: new Map([...pass.gradients, ['count.bias', bias]]) };
    };
    await expect(run({ detector: { ...detector, gradients } })).rejects.toThrow(
      /^training, step 0, gradient of "count\.bias": expected a finite number, got (Infinity|NaN) on the images /,
    );
  });

  it('saves within epochs where asked, and loses no more than the steps since', async () => {
    const folder = await newFolder();
    const crash = (event: TrainEvent) => {
      if (event.kind === 'step' && event.step === 5) throw new Error('power cut');
    };
    await expect(run({ folder, checkpointEverySteps: 2, onEvent: crash })).rejects.toThrow('power cut');
    // 3 steps an epoch: saved after 2, 3 and 4
    const { state } = await readRunState(join(folder, 'checkpoint.safetensors'));
    expect(state).toMatchObject({ progress: { step: 4, epoch: 1 }, next: { epoch: 1, index: 1 } });
    const resumed = await run({ folder, resume: true });
    const unbroken = await run();
    expect(losses(resumed.steps)).toEqual(losses(unbroken.steps.slice(4)));
    expect(resumed.weights).toEqual(unbroken.weights);
  });

  it('saves before it stops for images that are gone, and goes on when they are back', async () => {
    const dataset = smallDataset();
    let loads = 0;
    const vanishing = dataset.images.map((record) => ({
      ...record,
      load: () => (++loads > 17 ? Promise.reject(new Error(`${record.fileName} is gone`)) : record.load()),
    }));
    const folder = await newFolder();
    // 10 images an epoch, 4 a batch: the 18th is in the second batch of the second epoch
    await expect(run({ folder, dataset: { ...dataset, images: vanishing } })).rejects.toThrow('is gone');
    const { state } = await readRunState(join(folder, 'checkpoint.safetensors'));
    expect(state).toMatchObject({ progress: { step: 4, epoch: 1 }, next: { epoch: 1, index: 1 } });
    const resumed = await run({ folder, resume: true });
    const unbroken = await run();
    expect(losses(resumed.steps)).toEqual(losses(unbroken.steps.slice(4)));
    expect(resumed.weights).toEqual(unbroken.weights);
  });

  it('writes event files that another reader finds the figures of every step in, across a resume', async () => {
    const folder = await newFolder();
    const png = await encodePng({ width: 3, height: 2, data: new Uint8Array(18) });
    const evaluation = { run: async () => ({ AP: 0.25 }), draw: async () => [{ name: 'a.jpg', png }] };
    await run({ folder, evaluation, ...stoppingAfter(4) });
    const { steps } = await run({ folder, evaluation, resume: true });
    const files = (await readdir(join(folder, 'tensorboard'))).sort();
    expect(files).toHaveLength(2);
    const [, second] = await Promise.all(
      files.map(async (name) => readEvents(await readFile(join(folder, 'tensorboard', name)))),
    );
    expect(second!.slice(0, 2)).toMatchObject([{ version: 'brain.Event:2' }, { step: 4, restart: true }]);
    expect(second!.slice(2).map(({ step }) => step)).toEqual([4, 5, 6, 7, 8, 9, 9]);
    const { loss, terms, positives, images } = steps[0]!;
    expect(second![2]!.scalars).toMatchObject({
      'loss/total': Math.fround(loss),
      'loss/count': Math.fround(terms['count']!),
      'training/learning rate': Math.fround(0.05),
      'training/positives per image': Math.fround(positives / images),
      'speed/data wait (s)': expect.any(Number),
      'memory/process (MB)': expect.any(Number),
    });
    const last = second!.slice(-2);
    expect(last.map(({ images }) => images)).toContainEqual({
      'pictures/a.jpg': { width: 3, height: 2, png: Buffer.from(png) },
    });
    expect(last.map(({ scalars }) => scalars)).toContainEqual({ 'evaluation/AP': 0.25 });
    const picture = await readFile(join(folder, 'pictures', 'a.jpg', 'step-000009.png'));
    expect(picture.equals(Buffer.from(png))).toBe(true);
  });

  it('evaluates when due, keeps the best weights, and evaluates after a resume what was left', async () => {
    const folder = await newFolder();
    const values = [0.2, 0.5, 0.4];
    const evaluation = { everyEpochs: 1, run: async () => ({ AP: values.shift()! }) };
    const { events, result } = await run({ folder, evaluation });
    const evaluations = events.filter(({ kind }) => kind === 'evaluation');
    expect(evaluations.map((event) => 'figures' in event && [event.step, event.figures['AP']])).toEqual([
      [3, 0.2],
      [6, 0.5],
      [9, 0.4],
    ]);
    expect(result.figures).toEqual({ AP: 0.4 });
    expect((await readRunState(join(folder, 'best.safetensors'))).state.progress.step).toBe(6);
    expect((await readRunState(join(folder, 'checkpoint.safetensors'))).state.best).toBe(0.5);

    const other = await newFolder();
    const given = { run: async () => undefined };
    expect((await run({ folder: other, evaluation: given })).result.status).toBe('stopped');
    const resumed = await run({
      folder: other,
      resume: true,
      evaluation: { run: async () => ({ AP: 0.1 }) },
    });
    expect(resumed.steps).toEqual([]);
    expect(resumed.result).toEqual({ status: 'finished', steps: 9, figures: { AP: 0.1 } });
  });

  it('leaks no tensor over 200 steps', async () => {
    const { steps } = await run({ steps: 200, clipNorm: 1 });
    expect(new Set(steps.slice(1).map(({ tensors }) => tensors)).size).toBe(1);
  });

  it('holds no tensor when it is done', async () => {
    const before = tf.memory().numTensors;
    await run();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    [{ epochs: 1, steps: 1 }, 'train: expected either epochs or steps, got both.'],
    [
      { dataset: { ...smallDataset(), images: [] } },
      'train: dataset "scenes-train": expected at least one image, got 0 images.',
    ],
  ])('refuses %j', async (options, message) => {
    await expect(run(options)).rejects.toThrow(message);
  });
});
