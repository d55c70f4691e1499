import { setTimeout as delay } from 'node:timers/promises';
import {
  baseName,
  type RunProgress,
  type Study,
  studyProgress,
  summarize,
  textTable,
} from '@tandem-det/ablation';
import { duration } from '../terminal/duration.ts';
import type { Output } from '../terminal/output.ts';
import type { ProgressRow } from '../terminal/progress-board.ts';

/** Seconds between looks at the folder. */
const EVERY = 2;

/**
 * Shows how far a study is by what its folder holds, whoever runs it, until all runs are finished or the signal
 * aborts: the table as it then is each time that a run ends, and below it all runs together and each one under way.
 */
export async function watchStudy(
  study: Study,
  folder: string,
  output: Output,
  signal?: AbortSignal,
): Promise<void> {
  const start = Date.now();
  let doneAtStart: number | undefined;
  let shown = 0;
  const board = output.board();
  try {
    while (!signal?.aborted) {
      const runs = await studyProgress(study, folder);
      const records = runs.flatMap((each) => (each.state === 'finished' ? [each.record] : []));
      const done = runs.reduce((sum, each) => sum + partDone(each), 0);
      doneAtStart ??= done;
      if (records.length !== shown) {
        shown = records.length;
        const rows = summarize(records, {
          base: baseName(study),
          ...(study.paper && { paper: study.paper }),
        });
        output.line(`\n${textTable(rows)}\n`);
      }
      const rate = (done - doneAtStart) / (Date.now() - start);
      const left =
        rate > 0 && done < runs.length ? `about ${duration((runs.length - done) / rate / 1000)} left` : '';
      const all = { title: 'runs finished', done: records.length, total: runs.length, note: left };
      board.show([all, ...runs.flatMap(rowOf)]);
      if (records.length === runs.length) return;
      await delay(1000 * EVERY, undefined, { ...(signal && { signal }) }).catch(() => {});
    }
  } finally {
    board.stop();
  }
  output.line('No longer watching; whatever runs goes on. The same command shows it again.');
}

/** From 0 to 1. A run that is still to be evaluated is not done. */
function partDone(progress: RunProgress): number {
  if (progress.state === 'finished') return 1;
  return progress.state === 'begun' ? (0.99 * progress.step) / progress.steps : 0;
}

function rowOf(progress: RunProgress): ProgressRow[] {
  if (progress.state !== 'begun') return [];
  const { run, step, steps, loss } = progress;
  const note = step < steps ? `loss ${loss.toFixed(3)}` : 'being evaluated';
  return [{ title: `${run.name}, seed ${run.seed}`, done: step, total: steps, note }];
}
