import path from 'node:path';
import { readLog, type TrainEvent } from '@tandem-det/training';
import { keptRecord } from '../records/kept-record.ts';
import { recordStore } from '../records/record-store.ts';
import type { RunRecord } from '../records/run-record.ts';
import { type PlannedRun, planRuns } from '../study/plan.ts';
import type { Study } from '../study/study.ts';
import { runPath } from './run-cell.ts';

/** How far one run is. */
export type RunProgress =
  | { readonly run: PlannedRun; readonly state: 'finished'; readonly record: RunRecord }
  | {
      readonly run: PlannedRun;
      readonly state: 'begun';
      /** Steps done; all of them while it is evaluated. */
      readonly step: number;
      readonly steps: number;
      readonly loss: number;
    }
  | { readonly run: PlannedRun; readonly state: 'waiting' };

/** How far the runs of a study are, by what its folder holds, whoever does them. */
export async function studyProgress(study: Study, folder: string): Promise<RunProgress[]> {
  const store = recordStore(folder);
  const runs = await planRuns(study);
  return Promise.all(
    runs.map(async (run): Promise<RunProgress> => {
      const record = await keptRecord(store, run);
      if (record !== undefined) return { run, state: 'finished', record };
      const log = (await readLog(path.join(runPath(folder, run), 'log.jsonl'))) as TrainEvent[];
      const steps = log.findLast((event) => event.kind === 'start')?.steps;
      const last = log.findLast((event) => event.kind === 'step');
      return steps === undefined || last === undefined
        ? { run, state: 'waiting' }
        : { run, state: 'begun', step: last.step + 1, steps, loss: last.loss };
    }),
  );
}
