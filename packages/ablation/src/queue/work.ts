import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { ExpectationError } from '@tandem-det/base';
import { openRunFolder } from '@tandem-det/training';
import { DelayedError, type Job, Worker } from 'bullmq';
import { runCell } from '../run/run-cell.ts';
import { type PlannedRun, planRuns } from '../study/plan.ts';
import type { Study } from '../study/study.ts';
import { connect } from './connect.ts';
import { lostJob } from './lost-job.ts';
import { redisError } from './redis-error.ts';
import { queueName, type RunJob, type RunJobResult } from './study-queue.ts';
import { told } from './told.ts';

export interface WorkOptions {
  /**
   * For checkpoints and logs of runs under way. Shared by all workers (a network folder), a run whose worker died
   * goes on from its last checkpoint; on a folder of this machine it begins anew elsewhere.
   */
  readonly folder: string;
  /** Of the Redis, such as `redis://host:6379`. */
  readonly url: string;
  /** Silence, in seconds, after which another worker takes a run over: longer than any step. 60 where absent. */
  readonly takeOverAfter?: number;
  /** Stops after the queue has been empty for so many seconds; never where absent. */
  readonly idleSeconds?: number;
  /** Finishes the step, saves, and gives the run back to the queue. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: WorkEvent) => void;
}

export type WorkEvent =
  | { readonly kind: 'begin'; readonly run: PlannedRun }
  | { readonly kind: 'step'; readonly run: PlannedRun; readonly step: number; readonly steps: number }
  | { readonly kind: 'end'; readonly run: PlannedRun }
  | { readonly kind: 'failed'; readonly run: PlannedRun | undefined; readonly reason: string }
  /** The queue heard nothing of this worker for `takeOverAfter` seconds: the run is another's now. */
  | { readonly kind: 'lost'; readonly run: PlannedRun }
  /** The server is away, or refuses to be written to; it is tried again. */
  | { readonly kind: 'waiting'; readonly reason: string };

/** Milliseconds between two reports of progress. */
const REPORT_EVERY = 2000;

/**
 * Takes runs of a study off its queue and does them, one at a time, until the signal aborts or the queue stays empty
 * for `idleSeconds`. Workers may join and leave at any time. A run whose worker fell silent (killed, cut off) is given
 * to another; where the silent one lives after all, it leaves the run at its next step.
 */
export async function workOnQueue(study: Study, options: WorkOptions): Promise<void> {
  const { folder, url, takeOverAfter = 60, idleSeconds, signal, onEvent } = options;
  const runs = new Map((await planRuns(study)).map((run) => [run.id, run]));
  await openRunFolder(folder);
  const connection = await connect(url);
  let idleSince = Date.now();
  /** The run under way, and how it is left. */
  let current: { readonly run: PlannedRun; readonly leaving: AbortController } | undefined;
  const worker = new Worker<RunJob, RunJobResult>(queueName(study), (job, token) => execute(job, token), {
    connection,
    concurrency: 1,
    lockDuration: 1000 * takeOverAfter,
    stalledInterval: 500 * takeOverAfter,
    maxStalledCount: 100,
    autorun: false,
  });
  const waiting = told((reason) => onEvent?.({ kind: 'waiting', reason }));
  const lost = new Set<PlannedRun>();
  worker.on('error', (error) => {
    const run = runs.get(lostJob(error) ?? '');
    if (run === undefined)
      waiting.tell(redisError(url, error).message); // the connection comes back by itself
    else leave(run);
  });
  worker.on('failed', (job, error) =>
    onEvent?.({ kind: 'failed', run: job && runs.get(job.data.id), reason: error.message }),
  );
  const ended = worker.run();
  try {
    while (!signal?.aborted) {
      await delay(200, undefined, { ...(signal && { signal }) }).catch(() => {});
      const idle = current ? 0 : (Date.now() - idleSince) / 1000;
      if (idleSeconds !== undefined && idle > idleSeconds) break;
    }
  } finally {
    await worker.close();
    await ended;
    connection.disconnect();
  }

  function leave(run: PlannedRun): void {
    if (current?.run === run) current.leaving.abort();
    if (!lost.has(run)) onEvent?.({ kind: 'lost', run });
    lost.add(run);
  }

  async function execute(job: Job<RunJob, RunJobResult>, token?: string): Promise<RunJobResult> {
    const run = runs.get(job.data.id);
    if (run === undefined) {
      throw new ExpectationError(
        `study ${study.name}`,
        'the study that the queue was filled from',
        `a run, ${job.name}, that it does not have here`,
        'Give coordinator and workers the same study file.',
      );
    }
    const leaving = new AbortController();
    current = { run, leaving };
    lost.delete(run);
    waiting.reset();
    onEvent?.({ kind: 'begin', run });
    let steps = 0;
    let reported = 0;
    try {
      const record = await runCell(study, run, {
        folder,
        signal: AbortSignal.any([leaving.signal, ...(signal ? [signal] : [])]),
        onTrain(event) {
          if (event.kind === 'start') steps = event.steps;
          if (event.kind !== 'step') return;
          onEvent?.({ kind: 'step', run, step: event.step + 1, steps });
          if (Date.now() - reported < REPORT_EVERY) return;
          reported = Date.now();
          void job.updateProgress({ step: event.step + 1, steps, worker: hostname() }).catch(() => {});
        },
      });
      if (leaving.signal.aborted) throw new Error(`run ${run.id} was given to another worker`);
      if (record === undefined) {
        await job.moveToDelayed(Date.now(), token);
        throw new DelayedError();
      }
      onEvent?.({ kind: 'end', run });
      return record;
    } finally {
      current = undefined;
      idleSince = Date.now();
    }
  }
}
