import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectationError } from '@tandem-det/base';
import { readSafetensors } from '@tandem-det/checkpoints';
import type { GoldenCase } from '../cases/golden-case.ts';
import { Unsupported } from '../unsupported.ts';
import { hashInput } from './hash.ts';
import type { Values } from './layout.ts';

/** A tensor of a case; integers are compared exactly. */
export interface CaseTensor extends Values {
  readonly integer: boolean;
}

/** A case's tensors, in the reference's layout. What is asked for by name counts as read. */
export interface CaseTensors {
  has(name: string): boolean;
  /** Names in the file that begin with `prefix`. */
  names(prefix: string): readonly string[];
  read(name: string): CaseTensor;
  /** `prefix.0`, `prefix.1`, ... as long as there are such tensors. */
  readAll(prefix: string): readonly CaseTensor[];
  /** Throws Unsupported when an input or a weight was not read. */
  finish(): void;
}

export async function readCaseTensors({ name, folder, inputs }: GoldenCase): Promise<CaseTensors> {
  const path = join(folder, `${name}.safetensors`);
  const tensors = new Map<string, CaseTensor>();
  const stored = existsSync(path) ? await readSafetensors(path) : new Map();
  for (const [key, { dtype, shape, data }] of stored) {
    tensors.set(key, { shape, data, integer: !/F/.test(dtype) });
  }
  for (const [key, { fill, shape, low, high }] of Object.entries(inputs)) {
    if (fill !== 'hash') throw new Unsupported(`inputs.${key}.fill is "${fill}"`);
    const size = shape.reduce((product, length) => product * length, 1);
    tensors.set(`in.${key}`, { shape, data: hashInput(`in.${key}`, size, low, high), integer: false });
  }
  const unread = new Set(
    [...tensors.keys()].filter((key) => /^(in|w)\./.test(key) && !key.endsWith('num_batches_tracked')),
  );
  const read = (key: string): CaseTensor => {
    const tensor = tensors.get(key);
    if (tensor === undefined) throw new ExpectationError(name, `a tensor "${key}" in the case`, 'none');
    unread.delete(key);
    return tensor;
  };
  return {
    has: (key) => tensors.has(key),
    names: (prefix) => [...tensors.keys()].filter((key) => key.startsWith(prefix)).sort(),
    read,
    readAll: (prefix) => {
      const list: CaseTensor[] = [];
      while (tensors.has(`${prefix}.${list.length}`)) list.push(read(`${prefix}.${list.length}`));
      return list;
    },
    finish: () => {
      const [key] = unread;
      if (key !== undefined) throw new Unsupported(`the input ${key} is not known`);
    },
  };
}
