import { expectThat } from '@tandem-det/base';

/** One number for both axes, or [height, width]. */
export type Pair = number | readonly [number, number];

/** The two numbers of a pair, each a whole number of at least `minimum`. */
export function asPair(where: string, name: string, pair: Pair, minimum: number): [number, number] {
  const [height, width] = typeof pair === 'number' ? [pair, pair] : pair;
  expectThat(
    [height, width].every((value) => Number.isInteger(value) && value >= minimum),
    where,
    `${name} as whole numbers ≥ ${minimum}`,
    JSON.stringify(pair),
  );
  return [height, width];
}
