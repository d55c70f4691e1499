import { rm } from 'node:fs/promises';
import type { Json } from '@tandem-det/base';
import { removeUnfinished } from '@tandem-det/base/files';
import type { BackendDetails } from '@tandem-det/kernels/backends';
import { changesSince } from './admit-run.ts';
import { configChanges } from './config-changes.ts';
import type { TrainEvent } from './events.ts';
import { exists, type RunFolder } from './run-folder.ts';
import { rewindLog } from './run-log.ts';
import { type RunState, readRunState, restoreCheckpoint } from './run-state.ts';
import type { ReadTrainOptions } from './train-options.ts';

/**
 * The state that an admitted run (`admitRun`) begins with: the given one in a folder without a run, that of the checkpoint where the
 * run is resumed, after its parameters, optimizer and log have been set back to it.
 */
export async function beginRun(
  folder: RunFolder,
  { detector, optimizer, average }: Pick<ReadTrainOptions, 'detector' | 'optimizer' | 'average'>,
  fresh: RunState,
  tell: (event: TrainEvent) => Promise<void>,
): Promise<RunState> {
  await removeUnfinished(folder.path);
  if (!(await exists(folder.checkpoint))) {
    await rm(folder.log, { force: true });
    await rm(folder.board, { recursive: true, force: true });
    return fresh;
  }
  const { state } = await readRunState(folder.checkpoint);
  const { step } = state.progress;
  const { parameters, classes } = detector;
  await restoreCheckpoint(folder, { parameters, classes, optimizer, average }, state);
  await rewindLog(folder.log, step);
  for (const change of changesSince(state, fresh))
    await tell({ kind: 'warning', step, message: `changed: ${change}` });
  const differences = backendChanges(state, fresh);
  if (differences.length > 0) {
    const message = `${differences.join('; ')}: losses agree with those of the unbroken run in their first digits only`;
    await tell({ kind: 'warning', step, message });
  }
  const { progress, next, evaluationDue, best } = state;
  return { ...fresh, progress, next, evaluationDue, best };
}

/** What of the backend differs, and makes last digits differ. */
function backendChanges(before: RunState, now: RunState): string[] {
  if (before.backend !== now.backend) return [`backend: was ${before.backend}, is ${now.backend}`];
  if (!before.backendDetails || !now.backendDetails) return [];
  return configChanges(digitsOf(before.backendDetails), digitsOf(now.backendDetails));
}

function digitsOf({ device, versions, threads, features = [] }: BackendDetails): Json {
  return { device, versions, threads: threads ?? null, features };
}
