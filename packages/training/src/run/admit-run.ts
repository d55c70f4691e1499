import { ExpectationError, expectThat } from '@tandem-det/base';
import { configChanges } from './config-changes.ts';
import { exists, type RunFolder } from './run-folder.ts';
import { type RunState, readRunState } from './run-state.ts';
import type { TrainOptions } from './train-options.ts';

/**
 * Throws where the folder has a run and none is to be resumed, has none to resume, or has one that was started with
 * another config. Only looks: a process that trains in the folder is not disturbed by one that is refused.
 */
export async function admitRun(
  folder: RunFolder,
  { resume = false, force = false }: Pick<TrainOptions, 'resume' | 'force'>,
  fresh: RunState,
): Promise<void> {
  if (!(await exists(folder.checkpoint))) {
    expectThat(
      resume !== true,
      `output folder ${folder.path}`,
      'a run to resume',
      'no checkpoint.safetensors',
      'Start it without resuming.',
    );
    return;
  }
  const { state } = await readRunState(folder.checkpoint);
  expectThat(
    resume !== false,
    `output folder ${folder.path}`,
    'a folder without a run',
    `the checkpoint of a run at step ${state.progress.step}`,
    'Resume that run, or choose another folder: nothing is overwritten.',
  );
  const changes = changesSince(state, fresh);
  if (changes.length > 0 && !force) {
    throw new ExpectationError(
      `resuming ${folder.path}`,
      'the config that the run was started with',
      `${changes.length} changed: ${changes.join('; ')}`,
      'Undo that, or force it: the run then goes on with the new config.',
    );
  }
}

/** What differs between a run and its continuation that may not, unless it is forced. */
export function changesSince(before: RunState, now: RunState): readonly string[] {
  return configChanges(comparable(before), comparable(now));
}

function comparable({ seed, optimizer, averaged, config }: RunState) {
  return { seed, optimizer, averaged, config };
}
