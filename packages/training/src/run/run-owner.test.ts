import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { newFolder } from '@tandem-det/core/testing';
import { startBackend } from '@tandem-det/kernels/backends';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainEvent } from './events.ts';
import { readLog } from './run-log.ts';
import { takeRun } from './run-owner.ts';
import { lossesOf, runSmall, stepsOf } from './run-small.fixture.ts';
import { readRunState } from './run-state.ts';

let stop: () => Promise<void>;
beforeAll(async () => {
  ({ stop } = await startBackend({ name: 'cpu', report: () => {} }));
});
afterAll(() => stop());

const takenOver = (folder: string) =>
  new RegExp(
    `^run in ${folder}: expected to be the one process that trains it, got process ${process.pid} on ${hostname()}, ` +
      'which took it over at \\d{4}-\\S+Z\\. This one stops and writes nothing more; the other goes on\\.$',
  );

describe("a run's folder", () => {
  it('belongs to who took it last', async () => {
    const folder = await newFolder();
    const first = await takeRun(folder, join(folder, 'owner.json'));
    first.check();
    const second = await takeRun(folder, join(folder, 'owner.json'));
    second.check();
    expect(() => first.check()).toThrow(takenOver(folder));
    second.check();
  });

  it('has one writer: a training that finds its run taken over and finished stops, and spoils nothing', async () => {
    const folder = await newFolder();
    const files = ['log.jsonl', 'checkpoint.safetensors', 'run.json', 'owner.json'];
    const content = () => Promise.all(files.map((name) => readFile(join(folder, name), 'base64')));
    let after: string[] = [];
    const slow = runSmall({
      folder,
      evaluation: {
        everyEpochs: 1,
        // As long as this takes, the run is held for dead, and done by another.
        run: async () => {
          await runSmall({ folder, resume: true });
          after = await content();
          return { AP: 1 };
        },
      },
    });
    await expect(slow).rejects.toThrow(takenOver(folder));
    expect(await content()).toEqual(after);
    expect((await readRunState(join(folder, 'checkpoint.safetensors'))).state.progress.step).toBe(9);
    const unbroken = await runSmall();
    const logged = (await readLog(join(folder, 'log.jsonl'))) as unknown as TrainEvent[];
    expect(lossesOf(stepsOf(logged))).toEqual(lossesOf(unbroken.steps));
  });

  it('is not taken from a training by one that is refused', async () => {
    const folder = await newFolder();
    const refusals: unknown[] = [];
    const { result } = await runSmall({
      folder,
      evaluation: {
        everyEpochs: 1,
        run: async () => {
          refusals.push(await runSmall({ folder }).catch((error: Error) => error.message));
          return { AP: 1 };
        },
      },
    });
    expect(result.status).toBe('finished');
    expect(refusals).toHaveLength(3);
    expect(refusals[0]).toContain('expected a folder without a run, got the checkpoint of a run at step 3');
  });
});
