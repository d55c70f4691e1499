import { spawn } from 'node:child_process';
import { newFolder } from '@tandem-det/core/testing';
import { describe, expect, it } from 'vitest';
import { recordStore } from '../records/record-store.ts';
import type { RunRecord } from '../records/run-record.ts';
import type { PlannedRun } from '../study/plan.ts';
import { smallStudy } from '../testing/small-study.ts';
import { type ProcessEvent, runInProcesses } from './processes.ts';

const study = smallStudy({ seeds: [0, 1, 2] });
const record = ({ id, name, cell, seed, identity }: PlannedRun) =>
  ({ format: 2, id, name, cell, seed, identity, losses: {} }) as unknown as RunRecord;

/** A process that runs for a moment and ends as told; where it ends well, the record is added first. */
function fake(folder: string, how: (run: PlannedRun, attempt: number) => string) {
  const attempts = new Map<string, number>();
  return (run: PlannedRun) => {
    const attempt = (attempts.get(run.id) ?? 0) + 1;
    attempts.set(run.id, attempt);
    const end = how(run, attempt);
    if (end === 'well') void recordStore(folder).add(record(run));
    const code = end === 'well' ? 'setTimeout(() => {}, 200)' : end;
    return spawn(process.execPath, ['-e', code], { stdio: 'ignore' });
  };
}

describe('runInProcesses', () => {
  it('keeps to the number of processes, and gives each slot one run at a time', async () => {
    const folder = await newFolder();
    const busy = new Set<number>();
    const events: ProcessEvent[] = [];
    const start = fake(folder, () => 'well');
    const records = await runInProcesses(study, {
      folder,
      processes: 2,
      start(run, slot) {
        expect(busy.has(slot)).toBe(false);
        expect(slot).toBeLessThan(2);
        busy.add(slot);
        return start(run).once('exit', () => busy.delete(slot));
      },
      onEvent: (event) => events.push(event),
    });
    expect(records.map(({ name, seed }) => `${name} ${seed}`)).toEqual([
      't-head 0',
      'parallel 0',
      't-head 1',
      'parallel 1',
      't-head 2',
      'parallel 2',
    ]);
    expect(events.filter(({ kind }) => kind === 'end')).toHaveLength(6);
  });

  it('tries a run again whose process died, and spoils no other', async () => {
    const folder = await newFolder();
    const died: string[] = [];
    const records = await runInProcesses(study, {
      folder,
      processes: 3,
      start: fake(folder, ({ index }, attempt) =>
        index === 1 && attempt === 1 ? 'process.kill(process.pid, "SIGKILL")' : 'well',
      ),
      onEvent: (event) =>
        event.kind === 'died' && died.push(`${event.run.name} ${event.run.seed} ${event.how}`),
    });
    expect(records).toHaveLength(6);
    expect(died).toEqual(['parallel 0 SIGKILL']);
  });

  it('does all the others before it says which run keeps failing', async () => {
    const folder = await newFolder();
    const run = runInProcesses(study, {
      folder,
      processes: 2,
      start: fake(folder, ({ index }) => (index === 0 ? 'process.exit(3)' : 'well')),
    });
    await expect(run).rejects.toThrow(
      'study small: expected runs that end with a record, got 1 that did not: t-head, seed 0 (exit code 3). The others are kept. See the log in the folder of the run, and start again to go on.',
    );
  });

  it('stops its processes with the signal, and starts no more', async () => {
    const folder = await newFolder();
    const stopping = new AbortController();
    let started = 0;
    const records = await runInProcesses(study, {
      folder,
      processes: 2,
      start() {
        if (++started === 2) setTimeout(() => stopping.abort(), 50);
        return spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { stdio: 'ignore' });
      },
      signal: stopping.signal,
    });
    expect(records).toEqual([]);
    expect(started).toBe(2);
  });
});
