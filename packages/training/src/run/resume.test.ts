import { join } from 'node:path';
import { readSafetensors } from '@tandem-det/checkpoints';
import { newFolder } from '@tandem-det/core/testing';
import { startBackend } from '@tandem-det/kernels/backends';
import { setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adamw } from '../optimizer/adamw.ts';
import { movingAverage } from '../optimizer/moving-average.ts';
import type { TrainEvent } from './events.ts';
import { countingDetector, smallDataset } from './fixtures.ts';
import { readLog } from './run-log.ts';
import { lossesOf, runSmall, stepsOf, stoppingAfter } from './run-small.fixture.ts';
import { readRunState } from './run-state.ts';

let stop: () => Promise<void>;
beforeAll(async () => {
  ({ stop } = await startBackend({ name: 'cpu', report: () => {} }));
});
afterAll(() => stop());

/** Ends the training while `step` is told, with nothing saved for it. */
const crashAt = (step: number) => (event: TrainEvent) => {
  if (event.kind === 'step' && event.step === step) throw new Error('power cut');
};

/** Resumes the run in the folder, which must go on after `done` steps as if it had never stopped. */
async function expectToGoOn(folder: string, done: number): Promise<void> {
  const resumed = await runSmall({ folder, resume: true });
  const unbroken = await runSmall();
  expect(resumed.result).toEqual({ status: 'finished', steps: 9 });
  expect(lossesOf(resumed.steps)).toEqual(lossesOf(unbroken.steps.slice(done)));
  expect(resumed.weights).toEqual(unbroken.weights);
  const logged = (await readLog(join(folder, 'log.jsonl'))) as unknown as TrainEvent[];
  expect(lossesOf(stepsOf(logged))).toEqual(lossesOf(unbroken.steps));
}

describe('a run that is resumed', () => {
  it.each([1, 2, 3, 4, 8])('stopped after %i steps and resumed, goes on bit for bit', async (after) => {
    const folder = await newFolder();
    const begun = await runSmall({ folder, ...stoppingAfter(after) });
    expect(begun.result).toEqual({ status: 'stopped', steps: after });
    await expectToGoOn(folder, after);
  });

  it('averages weights; stopped and resumed, goes on bit for bit, optimizer and averages included', async () => {
    const options = () => ({ optimizer: adamw(), average: movingAverage({ decay: 0.9, ramp: 3 }) });
    const unbroken = await runSmall(options());
    const plain = await runSmall({ optimizer: adamw() });
    expect(lossesOf(unbroken.steps)).toEqual(lossesOf(plain.steps));
    expect(unbroken.weights).not.toEqual(plain.weights);
    const folder = await newFolder();
    await runSmall({ ...options(), folder, ...stoppingAfter(4) });
    const seen: (ArrayLike<number> | undefined)[] = [];
    const detector = countingDetector();
    const evaluation = {
      run: async () => {
        seen.push(await detector.parameters.get('count.weight')?.variable.data());
        return { AP: 1 };
      },
    };
    const resumed = await runSmall({ ...options(), detector, folder, resume: true, evaluation });
    expect(lossesOf(resumed.steps)).toEqual(lossesOf(unbroken.steps.slice(4)));
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
    await runSmall({ average: movingAverage(), folder, ...stoppingAfter(2) });
    await expect(runSmall({ folder, resume: true })).rejects.toThrow(
      'got 1 changed: average: was {"kind":"movingAverage","options":{"decay":0.9998,"ramp":2000}}, is null.',
    );
    expect((await runSmall({ folder, resume: true, force: true })).result.status).toBe('finished');
  });

  it('resumes from the last checkpoint after a crash, and logs every step once', async () => {
    const folder = await newFolder();
    await expect(runSmall({ folder, onEvent: crashAt(4) })).rejects.toThrow('power cut');
    // the checkpoint of the first epoch: 3 steps done
    await expectToGoOn(folder, 3);
  });

  it('trains no further once finished, and longer where forced to', async () => {
    const folder = await newFolder();
    await runSmall({ folder, steps: 5 });
    const again = await runSmall({ folder, steps: 5, resume: true });
    expect(again.result).toEqual({ status: 'finished', steps: 5 });
    expect(again.steps).toEqual([]);
    const longer = await runSmall({ folder, steps: 7, resume: true });
    expect(longer.steps.map(({ step }) => step)).toEqual([5, 6]);
  });

  it('tells a changed config, refuses it, and takes it where forced', async () => {
    const folder = await newFolder();
    await runSmall({ folder, ...stoppingAfter(2) });
    const changed = { folder, resume: true, config: { learningRate: 0.1 } };
    await expect(runSmall(changed)).rejects.toThrow(
      `resuming ${folder}: expected the config and the parts that the run was started with, got 1 changed: config.learningRate: was 0.05, is 0.1. Undo that, choose another folder, or force it: the run then goes on with what it has now.`,
    );
    const forced = await runSmall({ ...changed, force: true });
    expect(forced.events).toContainEqual({
      kind: 'warning',
      step: 2,
      message: 'changed: config.learningRate: was 0.05, is 0.1',
    });
    expect(forced.result.status).toBe('finished');
  });

  it('tells another number of threads, and nothing where all is as it was', async () => {
    const warnings = async (threads: readonly [number, number]) => {
      const folder = await newFolder();
      await (await startBackend({ name: 'wasm', threads: threads[0], report: () => {} })).stop();
      await runSmall({ folder, ...stoppingAfter(2) });
      const again = await startBackend({ name: 'wasm', threads: threads[1], report: () => {} });
      const { events } = await runSmall({ folder, resume: true });
      await again.stop();
      return events.filter(({ kind }) => kind === 'warning');
    };
    try {
      expect(await warnings([2, 2])).toEqual([]);
      expect(await warnings([2, 1])).toEqual([
        {
          kind: 'warning',
          step: 2,
          message:
            'threads: was 2, is 1: losses agree with those of the unbroken run in their first digits only',
        },
      ]);
    } finally {
      await setBackend('cpu');
    }
  });

  it('overwrites no run, and resumes none that is not there', async () => {
    const folder = await newFolder();
    await expect(runSmall({ folder, resume: true })).rejects.toThrow(
      `output folder ${folder}: expected a run to resume, got no checkpoint.safetensors. Start it without resuming.`,
    );
    await runSmall({ folder, ...stoppingAfter(2) });
    await expect(runSmall({ folder })).rejects.toThrow(
      `output folder ${folder}: expected a folder without a run, got the checkpoint of a run at step 2. Resume that run, or choose another folder: nothing is overwritten.`,
    );
  });

  it('saves within epochs where asked, and loses no more than the steps since', async () => {
    const folder = await newFolder();
    const onEvent = crashAt(5);
    await expect(runSmall({ folder, checkpointEverySteps: 2, onEvent })).rejects.toThrow('power cut');
    // 3 steps an epoch: saved after 2, 3 and 4
    const { state } = await readRunState(join(folder, 'checkpoint.safetensors'));
    expect(state).toMatchObject({ progress: { step: 4, epoch: 1 }, next: { epoch: 1, index: 1 } });
    await expectToGoOn(folder, 4);
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
    await expect(runSmall({ folder, dataset: { ...dataset, images: vanishing } })).rejects.toThrow('is gone');
    const { state } = await readRunState(join(folder, 'checkpoint.safetensors'));
    expect(state).toMatchObject({ progress: { step: 4, epoch: 1 }, next: { epoch: 1, index: 1 } });
    await expectToGoOn(folder, 4);
  });
});
