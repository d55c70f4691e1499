import { ExpectationError, expectThat } from '@tandem-det/base';
import type { Checkpoint, StoredTensor } from './checkpoint.ts';
import { automaticPrefix, withoutPrefix } from './prefix.ts';
import { openPytorch } from './pytorch/read.ts';
import type { StateDictPlace } from './pytorch/state-dict.ts';
import { openSafetensors } from './safetensors/read.ts';
import { type ByteSource, sourceOf } from './safetensors/source.ts';

export type CheckpointFormat = 'safetensors' | 'pytorch';

export interface CheckpointOptions {
  /**
   * Where in a PyTorch file the weights are: keys joined by dots, such as `state_dict`; empty for the top.
   * Without it the usual ones are tried. A safetensors file has its tensors at the top.
   */
  readonly stateDict?: string | undefined;
  /** Taken away from the names that begin with it. `auto` takes away `module.` and `_orig_mod.` that all have. */
  readonly removePrefix?: string | undefined;
}

/** An open file of weights and what was done to find them. */
export interface OpenedCheckpoint extends Checkpoint {
  readonly format: CheckpointFormat;
  /** Where in the file the tensors are; empty for the top. */
  readonly stateDict: string;
  /** Other places in the file with tensors, such as averaged weights; none in safetensors. */
  readonly otherStateDicts: readonly StateDictPlace[];
  /** What was taken away from the names; empty where nothing was. */
  readonly removedPrefix: string;
}

/**
 * Opens a file of weights (a path, bytes, or an object that reads by range): safetensors, or PyTorch's
 * `.pth` and `.pt`. Its content decides which, not its name. Tensors are read when asked for.
 *
 * Errors as `openSafetensors` and `openPytorch`, and where the file is neither.
 */
export async function openCheckpoint(
  from: string | Uint8Array | ByteSource,
  { stateDict, removePrefix = '' }: CheckpointOptions = {},
): Promise<OpenedCheckpoint> {
  const source = await sourceOf(from, 'checkpoint');
  try {
    const format = await formatOf(source);
    const file =
      format === 'pytorch' ? await openPytorch(source, { stateDict }) : await safetensors(source, stateDict);
    const removedPrefix = removePrefix === 'auto' ? automaticPrefix(file.entries.keys()) : removePrefix;
    return withoutPrefix({ ...file, format, removedPrefix }, removedPrefix);
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** All tensors of a file of weights by name. Options and errors as `openCheckpoint`. */
export async function readCheckpoint(
  from: string | Uint8Array | ByteSource,
  options: CheckpointOptions = {},
): Promise<Map<string, StoredTensor>> {
  const file = await openCheckpoint(from, options);
  try {
    const tensors = new Map<string, StoredTensor>();
    for (const name of file.entries.keys()) tensors.set(name, await file.read(name));
    return tensors;
  } finally {
    await file.close();
  }
}

async function safetensors(source: ByteSource, stateDict = '') {
  expectThat(stateDict === '', source.name, 'stateDict empty: safetensors has no levels', `"${stateDict}"`);
  return { ...(await openSafetensors(source)), stateDict, otherStateDicts: [] };
}

/**
 * safetensors: 8 bytes of length (the upper 4 zero, as no header is that long), then `{`. PyTorch: a zip
 * file's `PK`, or a pickle's 0x80 and protocol.
 */
async function formatOf(source: ByteSource): Promise<CheckpointFormat> {
  const first = await source.read(0, 9);
  if (first[8] === 0x7b && first.subarray(4, 8).every((byte) => byte === 0)) return 'safetensors';
  if (first[0] === 0x50 && first[1] === 0x4b) return 'pytorch';
  if (first[0] === 0x80 && first[1]! >= 2 && first[1]! <= 5) return 'pytorch';
  const start = [...first].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  throw new ExpectationError(
    source.name,
    'a file of safetensors or PyTorch',
    source.size === 0 ? 'an empty file' : `one that begins with bytes ${start}`,
    'It may be a web page or a pointer in place of the weights, or damaged.',
  );
}
