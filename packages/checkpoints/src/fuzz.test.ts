import { expectReadOrRefused } from '@tandem-det/core/testing';
import { expect, test } from 'vitest';
import { openCheckpoint } from './open-checkpoint.ts';
import {
  dict,
  floats,
  legacyFile,
  ordered,
  pickle,
  tensor,
  text,
  tuple,
  zipFile,
} from './pytorch/hand-made.ts';

/** A small file of each format: 3 tensors of 2 storages under `state_dict`, with facts beside them. */
function files(): readonly Uint8Array[] {
  const weights = [
    [text('conv.weight'), tensor({ length: 6, shape: [3, 2], strides: [1, 3] })],
    [text('conv.bias'), tensor({ length: 6, offset: 4, shape: [2], strides: [1] })],
    [text('steps'), tensor({ type: 'LongStorage', key: '1', length: 1, shape: [], strides: [] })],
  ];
  const meta = dict(text('epoch'), 'K', 12, text('CLASSES'), tuple(text('cat'), text('dog')));
  const object = pickle(dict(text('meta'), meta, text('state_dict'), [ordered, '(', weights, 'u']));
  const numbers = floats(1, 2, 3, 4, 5, 6);
  const steps = new Uint8Array(new BigInt64Array([7n]).buffer);
  return [zipFile(object, { 0: numbers, 1: steps }), legacyFile(object, { 0: [6, numbers], 1: [1, steps] })];
}

/** A safetensors file of two tensors. */
function safetensors(): Uint8Array {
  const header = JSON.stringify({
    __metadata__: { classes: '["cat"]' },
    weight: { dtype: 'F32', shape: [2, 2], data_offsets: [0, 16] },
    bias: { dtype: 'F16', shape: [2], data_offsets: [16, 20] },
  });
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, Buffer.from(header), floats(1, 2, 3, 4), Buffer.alloc(4)]);
}

test.each<[string, () => Uint8Array]>([
  ['.pth, zip', () => files()[0]!],
  ['.pth, before PyTorch 1.6', () => files()[1]!],
  ['.safetensors', safetensors],
])('%s: damaged files are read or refused, within memory for their size', async (kind, original) => {
  await expectReadOrRefused({
    kind,
    original: original(),
    read: async (bytes) => {
      const file = await openCheckpoint(bytes);
      let held = 0;
      for (const name of file.entries.keys()) held += (await file.read(name)).data.byteLength;
      // half precision doubles on its way to float32
      expect(held).toBeLessThanOrEqual(2 * (16 * bytes.length + 2 ** 24));
    },
  });
});
