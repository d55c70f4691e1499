import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { newFolder } from '@tandem-det/core/testing';
import { startBackend } from '@tandem-det/kernels/backends';
import { testBackends } from '@tandem-det/kernels/testing';
import { constant } from '@tandem-det/training';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordStore } from '../records/record-store.ts';
import { studyReport } from '../results/study-report.ts';
import { planRuns } from '../study/plan.ts';
import type { Study } from '../study/study.ts';
import { smallStudy } from '../testing/small-study.ts';
import { studyProgress } from './progress.ts';
import { runPath } from './run-cell.ts';
import { recordsOf, runStudy, type StudyEvent } from './run-study.ts';

let stop: () => Promise<void>;
beforeAll(async () => {
  ({ stop } = await startBackend({ name: testBackends().at(-1)!, report: () => {} }));
});
afterAll(() => stop());

/** `begin` and `end` events as lines. */
function listen(): { readonly events: string[]; readonly onEvent: (event: StudyEvent) => void } {
  const events: string[] = [];
  return {
    events,
    onEvent(event) {
      if (event.kind !== 'begin' && event.kind !== 'end') return;
      const { name, seed, index, runs } = event.run;
      const kept = 'kept' in event && event.kept ? ' kept' : '';
      events.push(`${event.kind} ${name} ${seed} ${index + 1}/${runs}${kept}`);
    },
  };
}

describe('runStudy', () => {
  it('says what `prepare` has not returned', async () => {
    const study = smallStudy({ prepare: () => ({}) as never });
    await expect(runStudy(study, { folder: await newFolder() })).rejects.toThrow(
      'study small: prepare: expected detector, dataset, validation, optimizer and training, got no detector. Return them from `prepare`.',
    );
  });

  it('does every cell with every seed, seed by seed, and keeps a record of each', async () => {
    const before = tf.memory().numTensors;
    const folder = await newFolder();
    const study = smallStudy();
    const records = await runStudy(study, { folder });
    expect(records.map(({ name, seed, steps }) => [name, seed, steps])).toEqual([
      ['t-head', 0, 2],
      ['parallel', 0, 2],
      ['t-head', 1, 2],
      ['parallel', 1, 2],
    ]);
    expect(Object.keys(records[0]!.losses)).toEqual(['loss', 'classification', 'box']);
    expect(records[0]!.losses['loss']).toHaveLength(2);
    expect(records[0]!.stats.ap).toBeGreaterThanOrEqual(0);
    expect(records[0]!.alignment!.objects).toBeGreaterThan(0);
    expect(records[0]!.losses).not.toEqual(records[2]!.losses);
    expect(tf.memory().numTensors).toBe(before);
    expect(await recordsOf(study, folder)).toEqual(records);
    expect((await studyProgress(study, folder)).map(({ state }) => state)).toEqual(Array(4).fill('finished'));

    const page = await studyReport(study, records);
    expect(page).toContain('4 runs: 2 detectors, 2 seeds');
    expect(page.match(/<svg/g)!.length).toBeGreaterThanOrEqual(3); // axis, sizes, loss

    const { events, onEvent } = listen();
    expect(await runStudy(study, { folder, onEvent })).toEqual(records);
    expect(events).toEqual([
      'end t-head 0 1/4 kept',
      'end parallel 0 2/4 kept',
      'end t-head 1 3/4 kept',
      'end parallel 1 4/4 kept',
    ]);
  });

  it('goes on where the signal stopped it, with the figures of a study that was not stopped', async () => {
    const study = smallStudy({ seeds: [0] });
    const unbroken = await runStudy(study, { folder: await newFolder() });
    const stopping = new AbortController();
    const folder = await newFolder();
    const interrupted = await runStudy(study, {
      folder,
      signal: stopping.signal,
      onEvent: (event) => {
        if (event.kind === 'train' && event.run.index === 1 && event.event.kind === 'step') stopping.abort();
      },
    });
    expect(interrupted.map(({ name }) => name)).toEqual(['t-head']);
    const progress = await studyProgress(study, folder);
    expect(progress[1]).toMatchObject({
      state: 'begun',
      step: 1,
      steps: 2,
      loss: unbroken[1]!.losses['loss']![0],
    });
    const rest = await runStudy(study, { folder });
    const figures = (records: typeof rest) => records.map(({ stats, losses }) => ({ stats, losses }));
    expect(figures(rest)).toEqual(figures(unbroken));
  });

  it('does only what is new when an axis gets another value', async () => {
    const folder = await newFolder();
    await runStudy(smallStudy({ axes: { head: ['t-head'] }, seeds: [0] }), { folder });
    const { events, onEvent } = listen();
    await runStudy(smallStudy({ seeds: [0] }), { folder, onEvent });
    expect(events).toEqual(['end t-head 0 1/2 kept', 'begin parallel 0 2/2', 'end parallel 0 2/2']);
  });

  it('does anew what a changed part makes another run, and tells none of the old table', async () => {
    const folder = await newFolder();
    const axes = { head: ['t-head'] };
    const study = smallStudy({ seeds: [0], axes });
    const before = await runStudy(study, { folder });
    const { prepare } = smallStudy();
    const changed = smallStudy({
      seeds: [0],
      axes,
      async prepare(cell, seed) {
        const setup = await prepare(cell, seed);
        return { ...setup, training: { ...setup.training, schedule: constant(0.02) } };
      },
    });
    expect(await recordsOf(changed, folder)).toEqual([]);
    const { events, onEvent } = listen();
    const after = await runStudy(changed, { folder, onEvent });
    expect(events).toEqual(['begin t-head 0 1/1', 'end t-head 0 1/1']);
    expect(after[0]!.losses).not.toEqual(before[0]!.losses);
    expect(await recordsOf(study, folder)).toEqual(before);
  });

  it('reuses no finished run with parts of your own that nothing identifies, nor resumes one', async () => {
    const { prepare } = smallStudy();
    const own = (changes: Partial<Study> = {}) =>
      smallStudy({
        seeds: [0],
        axes: { head: ['parallel'] },
        async prepare(cell, seed) {
          const setup = await prepare(cell, seed);
          return {
            ...setup,
            training: {
              ...setup.training,
              schedule: function rate() {
                return 0.01;
              },
            },
          };
        },
        ...changes,
      });
    const folder = await newFolder();
    const [record] = await runStudy(own(), { folder });
    const refusal = `finished run ${record!.id} (parallel, seed 0): expected parts that can be told from other ones, got 1 of your own without a version: schedule (rate). Give each one, ownPart(part, { version: 1 }), or the study one,`;
    await expect(runStudy(own(), { folder })).rejects.toThrow(refusal);
    await expect(recordsOf(own(), folder)).rejects.toThrow(refusal);
    await rm(path.join(folder, 'records'), { recursive: true });
    await expect(runStudy(own(), { folder })).rejects.toThrow(
      'expected parts that can be told from other ones, got 1 of your own without a version: schedule (rate).',
    );
    for (const changes of [{ version: 1 }, { content: 'abc' }]) {
      const [first] = await runStudy(own(changes), { folder });
      expect(await recordsOf(own(changes), folder)).toEqual([first]);
    }
  });

  it('does the runs that it is given, and makes one anew whose record and folder are gone', async () => {
    const folder = await newFolder();
    const study = smallStudy({ seeds: [0] });
    const run = (await planRuns(study))[1]!;
    const [first] = await runStudy(study, { folder, runs: [run] });
    expect(await readdir(path.join(folder, 'runs'))).toEqual([path.basename(runPath(folder, run))]);
    await rm(runPath(folder, run), { recursive: true });
    await rm(path.join(folder, 'records'), { recursive: true });
    const [second] = await runStudy(study, { folder, runs: [run] });
    expect(second!.losses).toEqual(first!.losses);
  });
});

describe('recordStore', () => {
  it('keeps the first record of a run, however many are added at once', async () => {
    const folder = await newFolder();
    const study = smallStudy({ seeds: [0], axes: { head: ['parallel'] } });
    const [record] = await runStudy(study, { folder });
    const store = recordStore(await newFolder());
    const others = [1, 2, 3, 4].map((seconds) => ({ ...record!, seconds }));
    const added = await Promise.all(others.map((each) => store.add(each)));
    expect(added.filter(Boolean)).toHaveLength(1);
    expect((await store.read(record!.id))!.seconds).toBe(others[added.indexOf(true)]!.seconds);
  });

  it('refuses a file that is no record', async () => {
    const folder = await newFolder();
    await runStudy(smallStudy({ seeds: [0], axes: { head: ['parallel'] } }), { folder });
    const [name] = await readdir(path.join(folder, 'records'));
    const file = path.join(folder, 'records', name!);
    await writeFile(file, '{"format": 1}');
    await expect(recordStore(folder).read(path.parse(name!).name)).rejects.toThrow(
      `${file}: expected the record of a run, got something else. Remove it to run it again.`,
    );
  });
});
