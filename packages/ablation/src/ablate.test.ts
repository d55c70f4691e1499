import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generatedScenes, letterbox } from '@tandem-det/data';
import { startBackend } from '@tandem-det/kernels/backends';
import { testBackends } from '@tandem-det/kernels/testing';
import { headByAssignment } from '@tandem-det/presets';
import { constant, sgd } from '@tandem-det/training';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AblateEvent, type AblateOptions, ablate, runPath } from './ablate.ts';

let stop: () => Promise<void>;
beforeAll(async () => {
  ({ stop } = await startBackend({ name: testBackends().at(-1)!, report: () => {} }));
});
const folders: string[] = [];
afterAll(async () => {
  await stop();
  for (const folder of folders) await rm(folder, { recursive: true });
});

const size = { width: 64, height: 64 };
const dataset = generatedScenes({ count: 4, seed: 1, size });
const validation = generatedScenes({ count: 2, seed: 1, split: 'val', size });
const small = {
  classes: dataset.classes.map(({ name }) => name),
  width: 8,
  channels: 8,
  convs: 1,
  interactiveLayers: 2,
  depth: 18,
  norm: { kind: 'group' },
} as const;

async function options(changes: Partial<AblateOptions> = {}): Promise<AblateOptions & { events: string[] }> {
  const events: string[] = [];
  const folder = await mkdtemp(path.join(tmpdir(), 'tandem-'));
  folders.push(folder);
  return {
    detectors: {
      'T-Head': (seed) => headByAssignment({ ...small, seed, head: 't-head', assignment: 'tal' }),
      parallel: (seed) => headByAssignment({ ...small, seed, head: 'parallel', assignment: 'atss' }),
    },
    seeds: [0, 1],
    dataset,
    validation,
    input: { transforms: [letterbox(size)], size },
    evaluationInput: { transforms: [letterbox(size)], size },
    optimizer: () => sgd(),
    training: { schedule: constant(0.01), batchSize: 2, epochs: 1 },
    folder,
    config: { epochs: 1 },
    onEvent: (event: AblateEvent) => {
      if (event.kind !== 'begin' && event.kind !== 'end') return;
      const { name, seed, index, runs } = event.run;
      const kept = 'kept' in event && event.kept ? ' kept' : '';
      events.push(`${event.kind} ${name} ${seed} ${index + 1}/${runs}${kept}`);
    },
    ...changes,
    events,
  };
}

describe('ablate', () => {
  it('runs every detector with every seed, seed by seed, and keeps a record of each', async () => {
    const before = tf.memory().numTensors;
    const given = await options();
    const records = await ablate(given);
    expect(records.map(({ name, seed, steps }) => [name, seed, steps])).toEqual([
      ['T-Head', 0, 2],
      ['parallel', 0, 2],
      ['T-Head', 1, 2],
      ['parallel', 1, 2],
    ]);
    expect(records[0]!.losses['loss']).toHaveLength(2);
    expect(Object.keys(records[0]!.losses)).toEqual(['loss', 'classification', 'box']);
    expect(records[0]!.stats.ap).toBeGreaterThanOrEqual(0);
    expect(records[0]!.alignment!.objects).toBe(validation.images.flatMap(({ objects }) => objects).length);
    expect(records[0]!.losses).not.toEqual(records[2]!.losses);
    expect(tf.memory().numTensors).toBe(before);

    const again = await options({ folder: given.folder });
    expect(await ablate(again)).toEqual(records);
    expect(again.events).toEqual([
      'end T-Head 0 1/4 kept',
      'end parallel 0 2/4 kept',
      'end T-Head 1 3/4 kept',
      'end parallel 1 4/4 kept',
    ]);
  });

  it('goes on where the signal stopped it, with the figures of a grid that was not stopped', async () => {
    const unbroken = await ablate(await options({ seeds: [0] }));
    const stopping = new AbortController();
    const given = await options({ seeds: [0] });
    const interrupted = await ablate({
      ...given,
      signal: stopping.signal,
      onEvent: (event) => {
        if (event.kind === 'train' && event.run.index === 1 && event.event.kind === 'step') stopping.abort();
      },
    });
    expect(interrupted.map(({ name }) => name)).toEqual(['T-Head']);
    const rest = await ablate(given);
    const figures = (records: typeof rest) => records.map(({ stats, losses }) => ({ stats, losses }));
    expect(figures(rest)).toEqual(figures(unbroken));
  });

  it('makes a run anew whose record was removed with its folder', async () => {
    const given = await options({ seeds: [0] });
    const [first] = await ablate(given);
    await rm(runPath(given.folder, 'T-Head', 0), { recursive: true });
    const [second] = await ablate(given);
    expect(second!.losses).toEqual(first!.losses);
    expect((await readdir(given.folder)).sort()).toEqual(['T-Head-seed0', 'parallel-seed0']);
  });

  it('does not take the results of another config for its own', async () => {
    const given = await options({ seeds: [0] });
    await ablate(given);
    const file = path.join(runPath(given.folder, 'T-Head', 0), 'result.json');
    await expect(ablate({ ...given, config: { epochs: 2 } })).rejects.toThrow(
      `${file}: expected the result of a run of this config, got one that differs: common.epochs: was 1, is 2. Choose another folder, or remove that run.`,
    );
  });

  it.each([
    [{ detectors: {} }, 'ablate: detectors: expected at least one, got none.'],
    [{ seeds: [] }, 'ablate: seeds: expected at least one, got none.'],
    [
      { detectors: { 'a b': () => null as never, 'a-b': () => null as never } },
      'ablate: detectors: expected names that differ in letters and digits, got a b, a-b.',
    ],
  ])('refuses %j', async (changes, message) => {
    await expect(ablate(await options(changes))).rejects.toThrow(message);
  });
});
