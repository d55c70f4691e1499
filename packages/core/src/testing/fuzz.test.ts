import { ExpectationError } from '@tandem-det/base';
import { expect, it, onTestFinished, vi } from 'vitest';
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

it.each([
  [1, 'once, as on a busy machine'],
  [2, 'again'],
])('a file that takes 6 s %i times: %s', async (times) => {
  let now = 0;
  let slow = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
  onTestFinished(() => clock.mockRestore());
  const read = (bytes: Uint8Array) => {
    // The first mutation that is no JSON any more.
    try {
      parsed(bytes);
    } catch {
      if (slow++ < times) now += 6000;
      throw new ExpectationError('file', 'JSON', 'something else');
    }
  };
  const fuzzed = expectReadOrRefused({ ...options, read });
  if (times === 1) await fuzzed;
  else await expect(fuzzed).rejects.toThrow(/JSON: milliseconds of the longest/);
});
