import { rm } from 'node:fs/promises';
import { removeUnfinished } from '@tandem-det/checkpoints';
import { ExpectationError, expectThat } from '@tandem-det/core';
import type { BackendDetails } from '@tandem-det/kernels/backends';
import { configChanges, type Json } from './config-changes.ts';
import type { TrainEvent } from './events.ts';
import { exists, type RunFolder } from './run-folder.ts';
import { rewindLog } from './run-log.ts';
import { type RunState, readRunState, restoreCheckpoint } from './run-state.ts';
import type { TrainOptions } from './train-options.ts';

/**
 * The state to begin with: the given one in a folder without a run, that of the checkpoint where the
 * run is resumed, after its parameters, optimizer and log have been set back to it.
 */
export async function beginRun(
  folder: RunFolder,
  options: TrainOptions,
  fresh: RunState,
  tell: (event: TrainEvent) => Promise<void>,
): Promise<RunState> {
  await removeUnfinished(folder.path);
  const { detector, optimizer, average, resume = false, force = false } = options;
  if (!(await exists(folder.checkpoint))) {
    expectThat(
      resume !== true,
      `output folder ${folder.path}`,
      'a run to resume',
      'no checkpoint.safetensors',
      'Start it without resuming.',
    );
    await rm(folder.log, { force: true });
    await rm(folder.board, { recursive: true, force: true });
    return fresh;
  }
  const { state } = await readRunState(folder.checkpoint);
  const { step } = state.progress;
  expectThat(
    resume !== false,
    `output folder ${folder.path}`,
    'a folder without a run',
    `the checkpoint of a run at step ${step}`,
    'Resume that run, or choose another folder: nothing is overwritten.',
  );
  const changes = configChanges(comparable(state), comparable(fresh));
  if (changes.length > 0 && !force) {
    throw new ExpectationError(
      `resuming ${folder.path}`,
      'the config that the run was started with',
      `${changes.length} changed: ${changes.join('; ')}`,
      'Undo that, or force it: the run then goes on with the new config.',
    );
  }
  const { parameters, classes } = detector;
  await restoreCheckpoint(folder, { parameters, classes, optimizer, average }, state);
  await rewindLog(folder.log, step);
  for (const change of changes) await tell({ kind: 'warning', step, message: `config changed: ${change}` });
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

/** What may not differ between a run and its continuation. */
function comparable({ seed, optimizer, averaged, config }: RunState): Json {
  return { seed, optimizer, averaged, config };
}
