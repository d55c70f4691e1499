import { join } from 'node:path';
import { ExpectationError } from '@tandem-det/base';
import {
  type CheckpointFormat,
  type CheckpointOptions,
  classesOf,
  type OpenedCheckpoint,
  openCheckpoint,
  type TensorData,
} from '@tandem-det/checkpoints';
import type { Adapter } from '../adapter.ts';
import { compare } from '../values/compare.ts';

interface ExpectedTensor {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly sum: number;
  /** Leading elements in row-major order. */
  readonly first?: readonly number[];
}

/** The reference's names of the number types. */
const DTYPES: Readonly<Record<string, string>> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  I64: 'int64',
  I32: 'int32',
  I16: 'int16',
  I8: 'int8',
  U8: 'uint8',
  BOOL: 'bool',
};

/**
 * A file of weights: its format, every tensor's shape, type and sum, the class names and the epoch where
 * they are expected, and the names without their prefix; or that it is refused.
 */
export const checkpointAdapter =
  (format: CheckpointFormat): Adapter =>
  async ({ golden, expected, options, add }) => {
    const path = join(golden.folder, options.text('file'));
    const stateDict = options.text('stateDict');
    const prefix = options.text('prefix', '');
    options.text('note', '');
    options.text('model', '');
    options.finish();
    const passed = (name: string, holds: boolean, detail: string) =>
      add({ name, passed: holds, absolute: 0, relative: 0, ...(holds ? {} : { detail }) });
    expected('reason');
    const listed = Object.entries((expected('tensors') ?? {}) as Record<string, ExpectedTensor>);
    if (expected('error')) {
      return passed('refused', await isRefused(path), 'the file was read');
    }
    const names = listed.map(([name]) => name);
    await withFile(path, { stateDict }, async (file) => {
      passed('format', file.format === format, `${file.format}, expected ${format}`);
      const extra = [...file.entries.keys()].filter((name) => !names.includes(name));
      passed('names', extra.length === 0, `not expected: ${extra.join(', ')}`);
      for (const [name, { shape, dtype, sum, first = [] }] of listed) {
        const tensor = await file.read(name);
        passed(
          `${name}: type and shape`,
          DTYPES[tensor.dtype] === dtype && tensor.shape.join() === shape.join(),
          `${DTYPES[tensor.dtype]} [${tensor.shape.join(', ')}], expected ${dtype} [${shape.join(', ')}]`,
        );
        const got = [total(tensor.data), ...Array.from(tensor.data.slice(0, first.length), Number)];
        const size = [got.length];
        const wanted = { shape: size, data: [sum, ...first], integer: false };
        add(compare(`${name}: sum`, { shape: size, data: got }, wanted, golden.tolerance));
      }
      const said = { classes: classesOf(path, file.metadata), epoch: Number(file.metadata['epoch']) };
      for (const key of ['classes', 'epoch'] as const) {
        const wanted = JSON.stringify(expected(key));
        const found = JSON.stringify(said[key]);
        if (wanted !== undefined) passed(key, found === wanted, `${found}, expected ${wanted}`);
      }
    });
    if (prefix === '') return;
    await withFile(path, { stateDict, removePrefix: 'auto' }, async (file) => {
      const wanted = names.map((name) => (name.startsWith(prefix) ? name.slice(prefix.length) : name));
      const found = [...file.entries.keys()];
      passed(
        'names without prefix',
        found.sort().join() === wanted.sort().join() && file.removedPrefix === prefix,
        `"${file.removedPrefix}" was removed, expected "${prefix}"; ${found.join(', ')}`,
      );
    });
  };

async function withFile(
  path: string,
  options: CheckpointOptions,
  use: (file: OpenedCheckpoint) => Promise<void>,
): Promise<void> {
  const file = await openCheckpoint(path, options);
  try {
    await use(file);
  } finally {
    await file.close();
  }
}

/** True where opening it, or reading one of its tensors, is an error that says what is wrong with it. */
async function isRefused(path: string): Promise<boolean> {
  try {
    await withFile(path, {}, async (file) => {
      for (const name of file.entries.keys()) await file.read(name);
    });
    return false;
  } catch (error) {
    if (error instanceof ExpectationError) return true;
    throw error;
  }
}

function total(data: TensorData): number {
  let sum = 0;
  for (const value of data) sum += Number(value);
  return sum;
}
