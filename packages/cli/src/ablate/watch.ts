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

/** Seconds between looks at the folder. */
const EVERY = 2;

/**
 * Shows how far a study is by what its folder holds, whoever runs it, until all runs are finished or the signal
 * aborts: each time that a run ends the table as it then is, and once in a while the runs under way.
 */
export async function watchStudy(
  study: Study,
  folder: string,
  output: Output,
  signal?: AbortSignal,
): Promise<void> {
  const start = Date.now();
  let finishedAtStart: number | undefined;
  let shown = -1;
  while (!signal?.aborted) {
    const runs = await studyProgress(study, folder);
    const finished = runs.filter(isFinished);
    finishedAtStart ??= finished.length;
    if (finished.length !== shown) {
      shown = finished.length;
      const records = finished.map(({ record }) => record);
      if (records.length > 0) {
        const rows = summarize(records, {
          base: baseName(study),
          ...(study.paper && { paper: study.paper }),
        });
        output.line(`\n${textTable(rows)}`);
      }
    }
    const rate = (finished.length - finishedAtStart) / (Date.now() - start);
    const left = rate > 0 ? `, about ${duration((runs.length - finished.length) / rate / 1000)} left` : '';
    const active = runs.filter((each) => each.state === 'begun');
    const at = active.map(
      ({ run, step, loss }) => `${run.name} seed ${run.seed} at step ${step}, loss ${loss.toFixed(3)}`,
    );
    output.line([`${finished.length} of ${runs.length} runs finished${left}`, ...at].join('; '));
    if (finished.length === runs.length) return;
    await delay(1000 * EVERY, undefined, { ...(signal && { signal }) }).catch(() => {});
  }
}

function isFinished(progress: RunProgress): progress is Extract<RunProgress, { state: 'finished' }> {
  return progress.state === 'finished';
}
