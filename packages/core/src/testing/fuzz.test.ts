import { expect, it } from 'vitest';
import { ExpectationError } from '../errors.ts';
import { expectReadOrRefused } from './fuzz.ts';
import { mutated } from './mutated.ts';
import { nudged } from './nudged.ts';
import { randomNumbers } from './random.ts';

const original = Buffer.from('{"width": 64, "height": 32}');
const options = { kind: 'JSON', original, share: 0.1 };
const parsed = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;

it('makes the same mutations again, and hardly any that changes nothing', () => {
  const make = () => Array.from({ length: 200 }, (_, seed) => mutated(original, randomNumbers(seed)));
  expect(make()).toEqual(make());
  const unchanged = make().filter((bytes) => Buffer.from(bytes).equals(original));
  expect(unchanged.length).toBeLessThan(30);
  expect(new Set(make().map((bytes) => Buffer.from(bytes).toString('latin1'))).size).toBeGreaterThan(150);
});

it('nudges by one byte, always', () => {
  for (let seed = 0; seed < 200; seed++) {
    const bytes = nudged(original, randomNumbers(seed));
    const differing = [...bytes].filter((byte, index) => byte !== original[index]);
    expect([differing.length, bytes.length - original.length]).toEqual([
      1,
      bytes.length > original.length ? 1 : 0,
    ]);
  }
});

it('takes refusals, and passes other errors on with the seed', async () => {
  await expectReadOrRefused({
    ...options,
    read: (bytes) => {
      try {
        return parsed(bytes);
      } catch {
        throw new ExpectationError('file', 'JSON', 'something else');
      }
    },
  });
  await expect(expectReadOrRefused({ ...options, read: parsed })).rejects.toThrow(/^JSON, seed \d+: /);
});

it('fails where nothing is refused, and where nothing but the original is read', async () => {
  await expect(expectReadOrRefused({ ...options, read: () => {} })).rejects.toThrow(/JSON: refused/);
  const strict = (bytes: Uint8Array) => {
    if (!original.equals(bytes)) throw new ExpectationError('file', 'the original', 'another');
  };
  await expect(expectReadOrRefused({ ...options, read: strict })).rejects.toThrow(
    /JSON: read although changed/,
  );
});
