import { expectThat } from '@tandem-det/base';

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  expectThat(values.length > 0, 'median', 'at least one value', 'none');
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
