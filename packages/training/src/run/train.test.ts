import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { newFolder } from '@tandem-det/core/testing';
import type { RgbImage } from '@tandem-det/data';
import { startBackend } from '@tandem-det/kernels/backends';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { sgd } from '../optimizer/sgd.ts';
import { constant } from '../schedule/schedule.ts';
import type { StepRecord, TrainEvent } from './events.ts';
import { countingDetector, smallDataset } from './fixtures.ts';
import { lossesOf, runSmall } from './run-small.fixture.ts';
import { readRunState } from './run-state.ts';
import { train } from './train.ts';

let stop: () => Promise<void>;
beforeAll(async () => {
  ({ stop } = await startBackend({ name: 'cpu', report: () => {} }));
});
afterAll(() => stop());

describe('train', () => {
  it('trains the epochs asked for, with the rate of the schedule', async () => {
    const { result, steps } = await runSmall();
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
    const first = await runSmall();
    const second = await runSmall();
    expect(lossesOf(second.steps)).toEqual(lossesOf(first.steps));
    expect(second.weights).toEqual(first.weights);
    const other = await runSmall({ seed: 8 });
    expect(other.steps[0]!.loss).not.toBe(first.steps[0]!.loss);
  });

  it('evaluates when due, keeps the best weights, and evaluates after a resume what was left', async () => {
    const folder = await newFolder();
    const values = [0.2, 0.5, 0.4];
    const evaluation = { everyEpochs: 1, run: async () => ({ AP: values.shift()! }) };
    const { events, result } = await runSmall({ folder, evaluation });
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
    expect((await runSmall({ folder: other, evaluation: given })).result.status).toBe('stopped');
    const resumed = await runSmall({
      folder: other,
      resume: true,
      evaluation: { run: async () => ({ AP: 0.1 }) },
    });
    expect(resumed.steps).toEqual([]);
    expect(resumed.result).toEqual({ status: 'finished', steps: 9, figures: { AP: 0.1 } });
  });

  it('refuses a dataset of other classes before anything starts', async () => {
    const folder = await newFolder();
    const detector = { ...countingDetector(), classes: ['cat', 'dog'] };
    const options = { detector, dataset: smallDataset(), optimizer: sgd(), schedule: constant(0.1), folder };
    await expect(train({ ...options, batchSize: 2, steps: 1 })).rejects.toThrow(
      /^classes of dataset "\S+": expected those of the detector \(cat, dog\), got key, paddle, tag, hammer, dart\. Use the dataset/,
    );
    expect(await readdir(folder)).toEqual([]);
    detector.dispose();
  });

  it('tells how long a step waited for its images, which the log has no part in, and its speed, which it has', async () => {
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
    onTestFinished(() => clock.mockRestore());
    const slow = <T>(image: T & { load(): Promise<RgbImage> }) => ({
      ...image,
      load: async () => {
        now += 7;
        return image.load();
      },
    });
    const dataset = { ...smallDataset(), images: smallDataset().images.map(slow) };
    const steps: StepRecord[] = [];
    const onEvent = (event: TrainEvent) => {
      if (event.kind !== 'step') return;
      steps.push(event);
      now += 50;
    };
    await runSmall({ dataset, input: { prefetch: 0 }, epochs: 1, onEvent });
    // 4, 4 and 2 images of 7 ms each; from the second step on, 50 ms of the log before them
    const told = steps.map(({ dataWait, imagesPerSecond }) => [dataWait, imagesPerSecond]);
    expect(told).toEqual([
      [0.028, 4000 / 28],
      [0.028, 4000 / 78],
      [0.014, 2000 / 64],
    ]);
  });

  it('leaks no tensor over 200 steps', async () => {
    const { steps } = await runSmall({ steps: 200, clipNorm: 1 });
    expect(new Set(steps.slice(1).map(({ tensors }) => tensors)).size).toBe(1);
  });

  it('holds no tensor when it is done', async () => {
    const before = tf.memory().numTensors;
    await runSmall();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    [{ epochs: 1, steps: 1 }, 'train: expected either epochs or steps, got both.'],
    [
      { dataset: { ...smallDataset(), images: [] } },
      'train: dataset "scenes-train": expected at least one image, got 0 images.',
    ],
  ])('refuses %j', async (options, message) => {
    await expect(runSmall(options)).rejects.toThrow(message);
  });

  it('hears signals and timers between two steps', async () => {
    const stopping = new AbortController();
    const { result } = await runSmall({
      signal: stopping.signal,
      onEvent: (event) => {
        if (event.kind === 'step' && event.step === 0) setImmediate(() => stopping.abort());
      },
    });
    expect(result).toEqual({ status: 'stopped', steps: 1 });
  });
});
