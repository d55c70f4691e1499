import { openRunFolder, type TrainEvent } from '@tandem-det/training';
import { keptRecord } from '../records/kept-record.ts';
import { recordStore } from '../records/record-store.ts';
import type { RunRecord } from '../records/run-record.ts';
import { type PlannedRun, planRuns } from '../study/plan.ts';
import type { Study } from '../study/study.ts';
import { runCell } from './run-cell.ts';

export type StudyEvent =
  | { readonly kind: 'begin'; readonly run: PlannedRun }
  | { readonly kind: 'train'; readonly run: PlannedRun; readonly event: TrainEvent }
  | { readonly kind: 'evaluate'; readonly run: PlannedRun; readonly images: number; readonly total: number }
  /** `kept` where the run had been finished before. */
  | { readonly kind: 'end'; readonly run: PlannedRun; readonly record: RunRecord; readonly kept: boolean };

export interface RunStudyOptions {
  /** Holds the records and a folder for each run. */
  readonly folder: string;
  /** Which of the study's runs are done here; all where absent. */
  readonly runs?: readonly PlannedRun[];
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: StudyEvent) => void;
}

/**
 * Trains and evaluates runs of a study in this process, one after the other. Runs that have a record in the
 * folder are not run again, and one that was stopped goes on from its last checkpoint. Where a part has changed, it is
 * another run. Throws for a run with parts of your own that nothing identifies where the folder has it already.
 *
 * Returns the records of the finished runs: all of them unless the signal stopped it.
 */
export async function runStudy(study: Study, options: RunStudyOptions): Promise<RunRecord[]> {
  const { folder, signal, onEvent, runs = await planRuns(study) } = options;
  await openRunFolder(folder);
  const store = recordStore(folder);
  const records: RunRecord[] = [];
  for (const run of runs) {
    const kept = await keptRecord(store, run);
    if (kept === undefined) onEvent?.({ kind: 'begin', run });
    const record =
      kept ??
      (await runCell(study, run, {
        folder,
        ...(signal && { signal }),
        onTrain: (event) => onEvent?.({ kind: 'train', run, event }),
        onEvaluate: (images, total) => onEvent?.({ kind: 'evaluate', run, images, total }),
      }));
    if (record === undefined) break;
    if (kept === undefined) await store.add(record);
    records.push(record);
    onEvent?.({ kind: 'end', run, record, kept: kept !== undefined });
    if (signal?.aborted) break;
  }
  return records;
}

/** The records that a folder has of a study's runs, in the order of its plan; of the runs with the parts of now. */
export async function recordsOf(study: Study, folder: string): Promise<RunRecord[]> {
  const store = recordStore(folder);
  const runs = await planRuns(study);
  const records = await Promise.all(runs.map((run) => keptRecord(store, run)));
  return records.filter((record) => record !== undefined);
}
