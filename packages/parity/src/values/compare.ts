import type { Tolerance } from '../cases/golden-case.ts';
import type { CaseTensor } from './case-tensors.ts';
import type { Values } from './layout.ts';

/** How one tensor (or number) came out. */
export interface Comparison {
  readonly name: string;
  readonly passed: boolean;
  /** Largest |got - expected|. */
  readonly absolute: number;
  /** The largest difference over the largest |expected|; 0 where both are 0. */
  readonly relative: number;
  /** Where and what, for one that failed. */
  readonly detail?: string;
}

/**
 * Passes when everywhere `|got - expected| ≤ abs + rel · max |expected|`, the maximum over the tensor;
 * integers must be equal. A NaN passes only where NaN is expected.
 */
export function compare(
  name: string,
  got: Values,
  expected: Pick<CaseTensor, 'shape' | 'data' | 'integer'>,
  { abs, rel }: Tolerance,
): Comparison {
  if (got.shape.join() !== expected.shape.join()) {
    const detail = `shape [${got.shape.join(', ')}], expected [${expected.shape.join(', ')}]`;
    return { name, passed: false, absolute: Number.NaN, relative: Number.NaN, detail };
  }
  let largest = 0;
  for (let i = 0; i < expected.data.length; i++) {
    const magnitude = Math.abs(Number(expected.data[i]));
    if (magnitude > largest && magnitude !== Number.POSITIVE_INFINITY) largest = magnitude;
  }
  const allowed = expected.integer ? 0 : abs + rel * largest;
  let worst = 0;
  let at = -1;
  let failures = 0;
  for (let i = 0; i < expected.data.length; i++) {
    const difference = distance(Number(got.data[i]), Number(expected.data[i]));
    if (!(difference <= allowed)) failures++;
    if (at < 0 || difference > worst || Number.isNaN(difference)) {
      if (!Number.isNaN(worst)) [worst, at] = [difference, i];
    }
  }
  return {
    name,
    passed: failures === 0,
    absolute: worst,
    relative: worst === 0 ? 0 : worst / largest,
    ...(failures === 0
      ? {}
      : {
          detail:
            `${failures} of ${expected.data.length} differ; at ${place(at, expected.shape)} ` +
            `got ${got.data[at]}, expected ${expected.data[at]}, allowed ${allowed.toExponential(2)}`,
        }),
  };
}

/** Passes when `got` equals `expected` exactly. */
export function compareExactly(name: string, got: number, expected: number): Comparison {
  return compare(name, { shape: [], data: [got] }, { shape: [], data: [expected], integer: true }, EXACT);
}

const EXACT: Tolerance = { abs: 0, rel: 0 };

function distance(got: number, expected: number): number {
  if (Object.is(got, expected) || got === expected) return 0;
  return Math.abs(got - expected);
}

function place(index: number, shape: readonly number[]): string {
  const coordinates: number[] = [];
  let rest = index;
  for (const length of [...shape].reverse()) {
    coordinates.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return `[${coordinates.join(', ')}]`;
}
