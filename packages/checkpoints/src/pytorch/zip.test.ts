import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { memorySource } from '../safetensors/source.ts';
import { bytesOf, dict, floats, pickle, tensor, text, zip } from './hand-made.ts';
import { openPytorch } from './read.ts';
import { readZip } from './zip.ts';

const object = pickle(dict(text('a'), tensor({ length: 3, shape: [2], strides: [1], offset: 1 })));
const model = { name: 'model/data.pkl', content: object };
const numbers = { name: 'model/data/0', content: floats(1, 2, 3) };

test('members that were deflated are inflated', async () => {
  const packed = [model, numbers].map(({ name, content }) => {
    return { name, content: new Uint8Array(deflateRawSync(content)), method: 8, size: content.length };
  });
  const file = await openPytorch(zip(packed));
  expect([...(await file.read('a')).data]).toEqual([2, 3]);
});

test('a deflated member longer or shorter than declared is refused', async () => {
  const content = new Uint8Array(deflateRawSync(new Uint8Array(1000)));
  const read = async (size: number) => {
    const members = await readZip(memorySource(zip([{ name: 'a', content, method: 8, size }]), 'file'));
    return members.get('a')!.read(0, size);
  };
  expect(await read(1000)).toHaveLength(1000);
  await expect(read(999)).rejects.toThrow('file, member "a": expected deflated bytes, got ');
  await expect(read(1001)).rejects.toThrow('file, member "a": expected 1001 bytes, got 1000.');
});

const open =
  (...members: Parameters<typeof zip>[0]) =>
  () =>
    openPytorch(zip(members));
test.each([
  [
    'a name twice',
    open(model, numbers, model),
    'checkpoint, member "model/data.pkl": expected each name once, got it twice.',
  ],
  [
    'no pickle',
    open(numbers),
    'checkpoint: expected a zip file of PyTorch, with one NAME/data.pkl, got 0 of them among 1 members.',
  ],
  ['two pickles', open(model, { ...model, name: 'b/data.pkl' }), 'got 2 of them among 2 members.'],
  [
    'a password',
    open({ ...model, method: 8, flags: 1 }),
    'member "model/data.pkl": expected a member without a password, got an encrypted one.',
  ],
  ['another method', open({ ...model, method: 12 }), 'expected a stored or deflated member, got method 12.'],
  ['a bomb', open({ ...model, method: 8, size: 2 ** 31 }), "for this file's size, got 2147483648."],
  [
    'big-endian numbers',
    open(model, numbers, { name: 'model/byteorder', content: bytesOf('big') }),
    'checkpoint, byteorder: expected little, got big.',
  ],
  [
    'a damaged directory',
    () =>
      openPytorch(
        zip([model]).map((byte, at) => (at > object.length + 44 && at < object.length + 48 ? 0 : byte)),
      ),
    'checkpoint: expected a whole zip file, got invalid central directory file header signature: 0x',
  ],
])('refuses %s', async (_, opened, message) => {
  await expect(opened()).rejects.toThrow(message);
});
