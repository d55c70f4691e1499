import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { convertCheckpoint, formatConversionReport } from './convert-checkpoint.ts';
import { bytesOf, dict, floats, global, pickle, tensor, text, zipFile } from './pytorch/hand-made.ts';
import { openSafetensors, readSafetensors } from './safetensors/read.ts';
import { memorySource } from './safetensors/source.ts';
import { writeSafetensors } from './safetensors/write.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tandem-convert-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** `{ 'model': { … } }` with float32, half, bfloat16 and int64 tensors. */
const pytorchFile = () =>
  zipFile(
    pickle(
      dict(
        text('model'),
        dict(
          text('module.weight'),
          tensor({ length: 4, shape: [2, 2], strides: [1, 2] }),
          text('module.half'),
          tensor({ type: 'HalfStorage', key: '1', length: 2, shape: [2], strides: [1] }),
          text('module.brain'),
          tensor({ type: 'BFloat16Storage', key: '2', length: 1, shape: [], strides: [] }),
          text('module.num_batches_tracked'),
          tensor({ type: 'LongStorage', key: '3', length: 1, shape: [], strides: [] }),
        ),
      ),
    ),
    {
      0: floats(1, 2, 3, 4),
      1: bytesOf(0x00, 0x3c, 0x01, 0x00), // 1 and 2^-24, the smallest of binary16
      2: bytesOf(0x49, 0x40), // 3.140625
      3: bytesOf(7, 0, 0, 0, 0, 0, 0, 0),
    },
  );

describe('convertCheckpoint', () => {
  it('makes safetensors of a PyTorch file: half precision widened, views unfolded, `module.` removed', async () => {
    const path = join(folder, 'model.safetensors');
    const report = await convertCheckpoint(memorySource(pytorchFile(), 'model.pth'), path);
    const tensors = await readSafetensors(path);
    const found = [...tensors.values()].map(({ name, dtype, shape, data }) => [
      name,
      dtype,
      shape,
      [...data],
    ]);
    expect(found.sort()).toEqual([
      ['brain', 'F32', [], [3.140625]],
      ['half', 'F32', [2], [1, 2 ** -24]],
      ['num_batches_tracked', 'I64', [], [7n]],
      ['weight', 'F32', [2, 2], [1, 3, 2, 4]],
    ]);
    expect(report).toEqual({
      source: 'model.pth',
      format: 'pytorch',
      stateDict: 'model',
      otherStateDicts: [],
      removedPrefix: 'module.',
      tensors: 4,
      values: 8,
      dtypes: { F32: 1, F16: 1, BF16: 1, I64: 1 },
      widened: 2,
    });
    expect(formatConversionReport(report)).toBe(
      'model.pth (pytorch, weights at "model"): 4 tensors, 8 values (1 F32, 1 F16, 1 BF16, 1 I64)\n' +
        '  half precision to float32: 2 tensors\n  removed from the names: module.',
    );
  });

  it('keeps what a safetensors file says beside its weights', async () => {
    const [from, to] = [join(folder, 'from.safetensors'), join(folder, 'to.safetensors')];
    const data = Float64Array.of(1 / 3);
    await writeSafetensors(from, [{ name: 'a', shape: [1], data }], { classes: '["cat"]' });
    await convertCheckpoint(from, to);
    const file = await openSafetensors(to);
    expect(file.metadata).toEqual({ format: 'pt', classes: '["cat"]' });
    expect(await file.read('a')).toEqual({ name: 'a', dtype: 'F64', shape: [1], data });
    await file.close();
  });

  it('reads each tensor once, after the one before it is on disk', async () => {
    const path = join(folder, 'large.safetensors');
    const from = join(folder, 'source.safetensors');
    const size = 300_000;
    const tensors = ['a', 'b', 'c'].map((name, i) => ({
      name,
      shape: [size],
      data: new Float32Array(size).fill(i),
    }));
    await writeSafetensors(from, tensors);
    const bytes = await readFile(from);
    const written: number[] = [];
    const source = memorySource(bytes, 'source');
    await convertCheckpoint(
      {
        ...source,
        read: async (offset, length) => {
          if (length === 4 * size) {
            const part = (await readdir(folder)).find((name) => name.startsWith('.large'))!;
            written.push((await stat(join(folder, part))).size);
          }
          return source.read(offset, length);
        },
      },
      path,
    );
    const header = written[0]!;
    expect(written).toEqual([header, header + 4 * size, header + 8 * size]);
    expect((await readSafetensors(path)).get('c')!.data[size - 1]).toBe(2);
  });

  it('refuses a hostile file and leaves nothing behind', async () => {
    const hostile = zipFile(pickle(global('os', 'system'), text('true'), 0x85, 'R'), {});
    const before = await readdir(folder);
    await expect(convertCheckpoint(hostile, join(folder, 'no.safetensors'))).rejects.toThrow('os.system');
    expect(await readdir(folder)).toEqual(before);
  });
});
