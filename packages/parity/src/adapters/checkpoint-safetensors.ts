import { join } from 'node:path';
import { openSafetensors, type TensorData } from '@tandem-det/checkpoints';
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

/** A safetensors file: every tensor's shape, type and sum; or that it is refused. */
export const safetensorsAdapter: Adapter = async ({ golden, expected, options, add }) => {
  const path = join(golden.folder, options.text('file'));
  options.fixed({ stateDict: '' });
  options.finish();
  const passed = (name: string, holds: boolean, detail: string) =>
    add({ name, passed: holds, absolute: 0, relative: 0, ...(holds ? {} : { detail }) });
  expected('reason');
  if (expected('error')) {
    const refused = await openSafetensors(path).then(
      () => false,
      () => true,
    );
    return passed('refused', refused, 'the file was read');
  }
  const file = await openSafetensors(path);
  try {
    const listed = Object.entries(expected('tensors') as Record<string, ExpectedTensor>);
    const names = listed.map(([name]) => name);
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
  } finally {
    await file.close();
  }
};

function total(data: TensorData): number {
  let sum = 0;
  for (const value of data) sum += Number(value);
  return sum;
}
