import { ExpectationError } from '@tandem-det/core/errors';
import { expect, test } from 'vitest';
import { openCheckpoint } from '../open-checkpoint.ts';
import { dict, floats, legacyFile, ordered, pickle, tensor, text, tuple, zipFile } from './hand-made.ts';

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

/** Numbers in [0, 1) from a seed: a linear congruential generator modulo 2^32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Changes bytes, cuts the end off, takes a piece out, or copies a piece to another place. */
function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
  const below = (limit: number) => Math.floor(random() * limit);
  const from = below(bytes.length);
  const piece = bytes.slice(from, from + 1 + below(24));
  const kind = below(8);
  if (kind === 0) return bytes.slice(0, from);
  if (kind === 1) return Uint8Array.from([...bytes.slice(0, from), ...bytes.slice(from + piece.length)]);
  const changed = bytes.slice();
  if (kind === 2) {
    changed.set(piece, below(bytes.length - piece.length + 1));
    return changed;
  }
  const extremes = [0, 1, 0x7f, 0x80, 0xff, 0x2e, 0x28, 0x52];
  for (let count = 1 + below(4); count > 0; count--) {
    changed[below(bytes.length)] = kind < 5 ? below(256) : extremes[below(extremes.length)]!;
  }
  return changed;
}

test('2000 damaged files: read or refused with an error that says why, within memory for their size', async () => {
  const outcomes = { read: 0, refused: 0 };
  for (const [index, whole] of files().entries()) {
    const random = generator(20 + index);
    for (let run = 0; run < 1000; run++) {
      const bytes = mutate(whole, random);
      let held = 0;
      try {
        const file = await openCheckpoint(bytes);
        for (const name of file.entries.keys()) held += (await file.read(name)).data.byteLength;
        outcomes.read++;
      } catch (error) {
        expect(error, `seed ${20 + index}, run ${run}`).toBeInstanceOf(ExpectationError);
        outcomes.refused++;
      }
      // half precision doubles on its way to float32
      expect(held).toBeLessThanOrEqual(2 * (16 * bytes.length + 2 ** 24));
    }
  }
  // both happen, so the damage reaches the tensors as well as what describes them
  expect(Math.min(outcomes.read, outcomes.refused)).toBeGreaterThan(100);
});
