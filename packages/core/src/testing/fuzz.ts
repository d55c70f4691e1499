import { ExpectationError } from '@tandem-det/base';
import { expect } from 'vitest';
import { mutated } from './mutated.ts';
import { nudged } from './nudged.ts';
import { randomNumbers } from './random.ts';

/** Mutated files of a kind, unless a test says otherwise; `TANDEM_FUZZ` for long runs. */
const COUNT = Number(process.env['TANDEM_FUZZ'] ?? 1000);

const MOST_MEMORY = 2 ** 30;
const LONGEST_MS = 5000;

export interface FuzzOptions {
  /** What the files are, for the line that is printed in long runs. */
  readonly kind: string;
  /** A file that is read. */
  readonly original: Uint8Array;
  /** Reads a file. */
  readonly read: (bytes: Uint8Array) => unknown;
  /** Share of the usual number, for what takes long. */
  readonly share?: number;
}

/**
 * Reads many mutations of a file, every fourth a gentle one, the same on every machine. Each must be read or refused with
 * an ExpectationError, within 5 s (at the second try, where the first took longer) and 1 GiB of memory of the whole
 * process. One in ten must be refused and one in fifty
 * that differs from the original read, or the mutations would not reach both ends of the reader.
 */
export async function expectReadOrRefused({ kind, original, read, share = 1 }: FuzzOptions): Promise<void> {
  await read(original);
  const count = Math.ceil(COUNT * (process.env['TANDEM_FUZZ'] === undefined ? share : 1));
  let refused = 0;
  let readChanged = 0;
  let longest = 0;
  const begin = performance.now();
  for (let seed = 0; seed < count; seed++) {
    const bytes = (seed % 4 === 3 ? nudged : mutated)(original, randomNumbers(seed));
    let outcome = await outcomeOf(read, bytes);
    // A busy machine takes long for any file; a file that takes long does so again.
    if (outcome.milliseconds > LONGEST_MS) outcome = await outcomeOf(read, bytes);
    longest = Math.max(longest, outcome.milliseconds);
    if (!('error' in outcome)) {
      if (Buffer.compare(bytes, original) !== 0) readChanged += 1;
    } else if (outcome.error instanceof ExpectationError) {
      refused += 1;
    } else {
      throw new Error(`${kind}, seed ${seed}: ${Buffer.from(bytes).toString('latin1').slice(0, 400)}`, {
        cause: outcome.error,
      });
    }
  }
  const memory = process.resourceUsage().maxRSS * 1024;
  if (process.env['TANDEM_FUZZ'] !== undefined) {
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    console.log(
      `${kind}: ${count} files, ${refused} refused, ${count - refused} read (${readChanged} of them changed), ` +
        `none else; ${seconds} s, ` +
        `the longest ${longest.toFixed(0)} ms; peak of the process ${(memory / 2 ** 20).toFixed(0)} MiB`,
    );
  }
  expect(longest, `${kind}: milliseconds of the longest`).toBeLessThan(LONGEST_MS);
  expect(memory, `${kind}: bytes of the process`).toBeLessThan(MOST_MEMORY);
  expect(refused, `${kind}: refused`).toBeGreaterThan(count / 10);
  expect(readChanged, `${kind}: read although changed`).toBeGreaterThan(count / 50);
}

/** What reading came to, and how long it took. */
async function outcomeOf(
  read: FuzzOptions['read'],
  bytes: Uint8Array,
): Promise<{ readonly milliseconds: number; readonly error?: unknown }> {
  const start = performance.now();
  try {
    await read(bytes);
    return { milliseconds: performance.now() - start };
  } catch (error) {
    return { milliseconds: performance.now() - start, error };
  }
}
