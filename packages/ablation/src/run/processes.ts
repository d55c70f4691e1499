import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { ExpectationError } from '@tandem-det/base';
import { openRunFolder } from '@tandem-det/training';
import { keptRecord } from '../records/kept-record.ts';
import { recordStore } from '../records/record-store.ts';
import type { RunRecord } from '../records/run-record.ts';
import { type PlannedRun, planRuns } from '../study/plan.ts';
import type { Study } from '../study/study.ts';

export interface RunInProcessesOptions {
  /** Holds the records and a folder for each run. */
  readonly folder: string;
  /** How many at a time. */
  readonly processes: number;
  /**
   * Starts a process that does one run in the folder, adds its record and exits with 0. `slot`, from 0 to
   * `processes - 1`, is free of other runs: a device, or a share of the cores.
   */
  readonly start: (run: PlannedRun, slot: number) => ChildProcess;
  /** Which of the study's runs are done; all where absent. */
  readonly runs?: readonly PlannedRun[];
  /** How often a run is tried whose process died; it goes on from its last checkpoint. 2 where absent. */
  readonly attempts?: number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: ProcessEvent) => void;
}

export type ProcessEvent =
  | { readonly kind: 'begin'; readonly run: PlannedRun; readonly slot: number; readonly attempt: number }
  | { readonly kind: 'end'; readonly run: PlannedRun; readonly record: RunRecord; readonly kept: boolean }
  /** A process that ended without a record; `how` is its exit code or signal. */
  | { readonly kind: 'died'; readonly run: PlannedRun; readonly how: string; readonly attempt: number };

/**
 * Does the runs of a study in processes of their own, several at a time. A run that takes its process down
 * (memory, a driver) is tried again, and spoils no other. When the signal aborts, the processes get SIGTERM and are
 * waited for: they save, and the next call goes on.
 *
 * Returns the records of the finished runs in the order of the plan. Throws after all others are done where a run
 * died too often.
 */
export async function runInProcesses(study: Study, options: RunInProcessesOptions): Promise<RunRecord[]> {
  const { folder, processes, start, attempts = 2, signal, onEvent } = options;
  const runs = options.runs ?? (await planRuns(study));
  await openRunFolder(folder);
  const store = recordStore(folder);
  const waiting = [...runs];
  const records = new Map<string, RunRecord>();
  const failed: string[] = [];
  await Promise.all(Array.from({ length: processes }, (_, slot) => work(slot)));
  if (failed.length > 0) {
    throw new ExpectationError(
      `study ${study.name}`,
      'runs that end with a record',
      `${failed.length} that did not: ${failed.join('; ')}`,
      'The others are kept. See the log in the folder of the run, and start again to go on.',
    );
  }
  return runs.map(({ id }) => records.get(id)).filter((record) => record !== undefined);

  async function work(slot: number): Promise<void> {
    for (let run = waiting.shift(); run !== undefined && !signal?.aborted; run = waiting.shift()) {
      await finish(run, slot);
    }
  }

  async function finish(run: PlannedRun, slot: number): Promise<void> {
    const kept = await keptRecord(store, run);
    if (kept !== undefined) return keep(run, kept, true);
    for (let attempt = 1; attempt <= attempts && !signal?.aborted; attempt++) {
      onEvent?.({ kind: 'begin', run, slot, attempt });
      const how = await exitOf(start(run, slot), signal);
      const record = await store.read(run.id);
      if (record !== undefined) return keep(run, record, false);
      if (signal?.aborted) return;
      onEvent?.({ kind: 'died', run, how, attempt });
      if (attempt === attempts) failed.push(`${run.name}, seed ${run.seed} (${how})`);
    }
  }

  function keep(run: PlannedRun, record: RunRecord, kept: boolean): void {
    records.set(run.id, record);
    onEvent?.({ kind: 'end', run, record, kept });
  }
}

async function exitOf(child: ChildProcess, signal: AbortSignal | undefined): Promise<string> {
  const stop = () => child.kill('SIGTERM');
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const [code, killedBy] = (await once(child, 'exit')) as [number | null, string | null];
    return killedBy ?? `exit code ${code}`;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
