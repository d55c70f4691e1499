import path from 'node:path';
import { readLog, type StepRecord } from '@tandem-det/training';
import { recordStore } from '../records/record-store.ts';
import type { RunRecord } from '../records/run-record.ts';
import { runPath } from '../run/run-cell.ts';
import { type PlannedRun, planRuns } from './plan.ts';
import type { Study } from './study.ts';

/** How far one run is. */
export type RunProgress =
  | { readonly run: PlannedRun; readonly state: 'finished'; readonly record: RunRecord }
  | { readonly run: PlannedRun; readonly state: 'begun'; readonly step: number; readonly loss: number }
  | { readonly run: PlannedRun; readonly state: 'waiting' };

/** How far the runs of a study are, by what its folder holds, whoever does them. */
export async function studyProgress(study: Study, folder: string): Promise<RunProgress[]> {
  const store = recordStore(folder);
  return Promise.all(
    planRuns(study).map(async (run): Promise<RunProgress> => {
      const record = await store.read(run.id);
      if (record !== undefined) return { run, state: 'finished', record };
      const last = await lastStep(path.join(runPath(folder, run), 'log.jsonl'));
      return last === undefined
        ? { run, state: 'waiting' }
        : { run, state: 'begun', step: last.step + 1, loss: last.loss };
    }),
  );
}

async function lastStep(log: string): Promise<StepRecord | undefined> {
  return (await readLog(log)).filter(({ kind }) => kind === 'step').at(-1) as StepRecord | undefined;
}
