import { Tensor } from '@tensorflow/tfjs-core';

/** How far a value may be from what is expected: `abs + rel · |expected|`, both 0 by default. */
export interface Tolerance {
  readonly abs?: number;
  readonly rel?: number;
}

type Numbers = ArrayLike<number> | number;

/**
 * Throws unless every value is close to the one expected; infinities must be equal, NaN matches NaN alone.
 * Arrays are compared at once; for a tensor the shape of an expected tensor is compared as well, and the
 * result is a promise to await.
 */
export function expectClose(got: Numbers, expected: Numbers, tolerance: Tolerance): void;
export function expectClose(got: Tensor, expected: Tensor | Numbers, tolerance: Tolerance): Promise<void>;
export function expectClose(
  got: Tensor | Numbers,
  expected: Tensor | Numbers,
  tolerance: Tolerance,
): void | Promise<void> {
  if (!(got instanceof Tensor)) return compare(toArray(got), toArray(expected as Numbers), tolerance);
  if (expected instanceof Tensor && got.shape.join() !== expected.shape.join()) {
    throw new Error(`expected shape [${expected.shape.join(', ')}], got [${got.shape.join(', ')}]`);
  }
  return compareTensors(got, expected, tolerance);
}

async function compareTensors(got: Tensor, expected: Tensor | Numbers, tolerance: Tolerance): Promise<void> {
  const values = expected instanceof Tensor ? await expected.data() : toArray(expected);
  compare(await got.data(), values, tolerance);
}

function toArray(numbers: Numbers): ArrayLike<number> {
  return typeof numbers === 'number' ? [numbers] : numbers;
}

function compare(got: ArrayLike<number>, expected: ArrayLike<number>, { abs = 0, rel = 0 }: Tolerance): void {
  if (got.length !== expected.length) {
    throw new Error(`expected ${expected.length} values, got ${got.length}`);
  }
  let worst = -1;
  let worstExcess = 0;
  let wrong = 0;
  for (let i = 0; i < got.length; i++) {
    const [value, target] = [got[i]!, expected[i]!];
    if (Object.is(value, target) || value === target) continue;
    const difference = Math.abs(value - target);
    const excess = Number.isFinite(difference) ? difference - abs - rel * Math.abs(target) : Infinity;
    if (excess <= 0) continue;
    wrong++;
    if (excess > worstExcess) [worst, worstExcess] = [i, excess];
  }
  if (wrong > 0) {
    throw new Error(
      `${wrong} of ${got.length} values differ by more than ${abs} + ${rel} · |expected|; ` +
        `the worst, at ${worst}: expected ${expected[worst]}, got ${got[worst]}`,
    );
  }
}
