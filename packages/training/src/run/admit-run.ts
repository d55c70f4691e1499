import { ExpectationError, expectThat } from '@tandem-det/base';
import { configChanges } from './config-changes.ts';
import { exists, type RunFolder } from './run-folder.ts';
import { partChanges, unidentifiedParts } from './run-parts.ts';
import { type RunState, readRunState } from './run-state.ts';
import type { ReadTrainOptions } from './train-options.ts';

/**
 * Throws where the folder has a run and none is to be resumed, has none to resume, has one that was started with
 * another config or other parts, or has one and a part of the user's own cannot be told from another. Only looks: a process that trains in the folder is not disturbed by one that is refused.
 */
export async function admitRun(
  folder: RunFolder,
  { resume, force }: Pick<ReadTrainOptions, 'resume' | 'force'>,
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
  if (force) return;
  const where = `resuming ${folder.path}`;
  const unidentified = fresh.parts === undefined ? [] : unidentifiedParts(fresh.parts);
  if (unidentified.length > 0) {
    throw new ExpectationError(
      where,
      'parts that can be told from other ones',
      `${unidentified.length} of your own without a version: ${unidentified.join(', ')}`,
      `${IDENTIFY} Or choose another folder, or force it: the run then goes on with the parts of now.`,
    );
  }
  const changes = changesSince(state, fresh);
  if (changes.length > 0) {
    throw new ExpectationError(
      where,
      'the config and the parts that the run was started with',
      `${changes.length} changed: ${changes.join('; ')}`,
      'Undo that, choose another folder, or force it: the run then goes on with what it has now.',
    );
  }
}

/** What identifies a part of the user's own. */
export const IDENTIFY =
  'Give each one: ownPart(part, { version: 1 }), to be changed with the part; the tandem command takes the content of the module that it loads.';

/**
 * What differs between a run and its continuation that may not, unless it is forced: places of the config, and otherwise,
 * as a config decides the parts, places of these.
 */
export function changesSince(before: RunState, now: RunState): readonly string[] {
  const config = configChanges(before.config, now.config, 'config');
  if (config.length > 0 || now.parts === undefined) return config;
  if (before.parts === undefined)
    return ['parts: were not kept in the checkpoint, which is of an earlier version'];
  return partChanges(before.parts, now.parts);
}
