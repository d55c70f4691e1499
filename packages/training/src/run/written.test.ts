import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newFolder } from '@tandem-det/core/testing';
import { encodePng } from '@tandem-det/data';
import { startBackend } from '@tandem-det/kernels/backends';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEvents } from '../tensorboard/read-events.fixture.ts';
import { runSmall, stoppingAfter } from './run-small.fixture.ts';
import { readRunState } from './run-state.ts';

let stop: () => Promise<void>;
beforeAll(async () => {
  ({ stop } = await startBackend({ name: 'cpu', report: () => {} }));
});
afterAll(() => stop());

describe('what a run writes', () => {
  it('keeps one checkpoint with the tensors that belong to it', async () => {
    const folder = await newFolder();
    await runSmall({ folder });
    expect((await readdir(folder)).sort()).toEqual([
      'checkpoint.safetensors',
      'log.jsonl',
      'optimizer-9.safetensors',
      'owner.json',
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
    expect(classes).toEqual(['key', 'paddle', 'tag', 'hammer', 'dart']);
  });

  it('writes event files that another reader finds the figures of every step in, across a resume', async () => {
    const folder = await newFolder();
    const png = await encodePng({ width: 3, height: 2, data: new Uint8Array(18) });
    const evaluation = { run: async () => ({ AP: 0.25 }), draw: async () => [{ name: 'a.jpg', png }] };
    await runSmall({ folder, evaluation, ...stoppingAfter(4) });
    const { steps } = await runSmall({ folder, evaluation, resume: true });
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
});
