import { setTimeout as delay } from 'node:timers/promises';
import { ExpectationError } from '@tandem-det/base';
import { openRunFolder } from '@tandem-det/training';
import { type Job, Queue } from 'bullmq';
import { keptRecord } from '../records/kept-record.ts';
import { recordStore } from '../records/record-store.ts';
import type { RunRecord } from '../records/run-record.ts';
import { type PlannedRun, planRuns } from '../study/plan.ts';
import type { Study } from '../study/study.ts';
import { connect } from './connect.ts';
import { redisError, refusalOf } from './redis-error.ts';
import { queueName, type RunJob, type RunJobProgress, type RunJobResult } from './study-queue.ts';
import { told } from './told.ts';

export interface CoordinateOptions {
  /** Holds the records. */
  readonly folder: string;
  /** Of the Redis, such as `redis://host:6379`. */
  readonly url: string;
  /** How often a run is tried that ends in an error. 2 where absent. */
  readonly attempts?: number;
  /** Between looks at the queue, in seconds. */
  readonly every?: number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: QueueEvent) => void;
}

export type QueueEvent =
  | { readonly kind: 'progress'; readonly run: PlannedRun; readonly progress: RunJobProgress }
  | { readonly kind: 'end'; readonly run: PlannedRun; readonly record: RunRecord; readonly kept: boolean }
  /** The queue had no job for a run any more, as after the loss of its data: it was added again. */
  | { readonly kind: 'added again'; readonly run: PlannedRun }
  /** The server is away; it is waited for. */
  | { readonly kind: 'waiting'; readonly reason: string };

/**
 * Puts the runs of a study that have no record on its queue, waits for workers (`workOnQueue`) to do them, and keeps
 * their records. The only writer of records: each run has exactly one, however often it was begun. It may be stopped
 * and started again at any time, also while workers go on; so may the server.
 *
 * Returns the records in the order of the plan: of all runs unless the signal stopped it. Throws, after the
 * others are done, where a run failed in all its attempts; and where the server refuses to be written to.
 */
export async function coordinate(study: Study, options: CoordinateOptions): Promise<RunRecord[]> {
  const { folder, url, attempts = 2, every = 1, signal, onEvent } = options;
  const runs = await planRuns(study);
  await openRunFolder(folder);
  const store = recordStore(folder);
  const records = new Map<string, RunRecord>();
  for (const run of runs) {
    const record = await keptRecord(store, run);
    if (record === undefined) continue;
    records.set(run.id, record);
    onEvent?.({ kind: 'end', run, record, kept: true });
  }
  const connection = await connect(url);
  const queue = new Queue<RunJob, RunJobResult>(queueName(study), { connection });
  const waiting = told((reason) => onEvent?.({ kind: 'waiting', reason }));
  queue.on('error', (error) => waiting.tell(redisError(url, error).message)); // the connection comes back by itself
  const failures = new Map<string, string>();
  const shown = new Map<string, number>();
  try {
    let missing = unfinished();
    await add(missing);
    while (missing.length > 0 && !signal?.aborted) {
      for (const run of missing) await look(run);
      waiting.reset();
      missing = unfinished();
      if (missing.length > 0)
        await delay(1000 * every, undefined, { ...(signal && { signal }) }).catch(() => {});
    }
  } catch (error) {
    throw refusalOf(url, error);
  } finally {
    await queue.close();
    connection.disconnect();
  }
  if (failures.size > 0) {
    throw new ExpectationError(
      `study ${study.name}`,
      'runs that end with a record',
      `${failures.size} that failed: ${[...failures.values()].join('; ')}`,
      'The others are kept. Mend the cause and start again to go on.',
    );
  }
  return runs.map(({ id }) => records.get(id)).filter((record) => record !== undefined);

  function unfinished(): PlannedRun[] {
    return runs.filter(({ id }) => !records.has(id) && !failures.has(id));
  }

  async function add(some: readonly PlannedRun[]): Promise<void> {
    for (const { id } of some) {
      const old = await queue.getJob(id);
      if (old !== undefined && (await old.isFailed())) await old.remove();
    }
    await queue.addBulk(
      some.map(({ id, name, seed }) => ({
        name: `${name}, seed ${seed}`,
        data: { id },
        opts: { jobId: id, attempts, removeOnComplete: false, removeOnFail: false },
      })),
    );
  }

  async function look(run: PlannedRun): Promise<void> {
    const job = (await queue.getJob(run.id)) as Job<RunJob, RunJobResult> | undefined;
    if (job === undefined) {
      onEvent?.({ kind: 'added again', run });
      return add([run]);
    }
    if (await job.isCompleted()) {
      const record = job.returnvalue;
      await store.add(record);
      records.set(run.id, record);
      await job.remove();
      onEvent?.({ kind: 'end', run, record, kept: false });
    } else if (await job.isFailed()) {
      failures.set(run.id, `${run.name}, seed ${run.seed} (${job.failedReason})`);
    } else {
      const progress = job.progress as RunJobProgress | number;
      if (typeof progress !== 'object' || shown.get(run.id) === progress.step) return;
      shown.set(run.id, progress.step);
      onEvent?.({ kind: 'progress', run, progress });
    }
  }
}
