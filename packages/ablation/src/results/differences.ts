import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import type { RunRecord } from '../records/run-record.ts';
import { spread } from './spread.ts';

/** What can be said of a difference; `within noise` where its interval holds 0. */
export type Verdict = 'better' | 'worse' | 'within noise' | 'one seed';

/** How much more AP a cell has than the base, seed by seed. Percentage points. */
export interface Difference {
  readonly name: string;
  /** Seeds that both have. */
  readonly pairs: number;
  readonly mean: number;
  /** Of the interval of 95 %; undefined for a single pair. */
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly verdict: Verdict;
}

/**
 * Paired differences of every other cell to the base: for n seeds that both have, the mean d of
 * AP − AP of the base with the interval `d ± t(0.975, n − 1) · s / √n`, s the sample deviation of the
 * differences (Student 1908). Pairing takes out what a seed does to both. Cells without a common seed
 * are left out. Many cells compared at 95 % each: one in twenty looks different by chance.
 */
export function differences(
  records: readonly RunRecord[],
  base: string,
  figure: 'ap' | 'ap50' | 'ap75' = 'ap',
): Difference[] {
  const baseOf = new Map(
    records.filter(({ name }) => name === base).map(({ seed, stats }) => [seed, stats[figure]]),
  );
  const names = [...new Set(records.map(({ name }) => name))].filter((name) => name !== base);
  return names.flatMap((name) => {
    const values = records
      .filter((record) => record.name === name && baseOf.has(record.seed))
      .map(({ seed, stats }) => 100 * (stats[figure] - baseOf.get(seed)!));
    return values.length === 0 ? [] : [{ name, ...interval(values) }];
  });
}

function interval(values: readonly number[]): Omit<Difference, 'name'> {
  const { mean, deviation } = spread(values);
  const pairs = values.length;
  if (deviation === undefined) return { pairs, mean, low: undefined, high: undefined, verdict: 'one seed' };
  const half = (tQuantile(0.975, pairs - 1) * deviation) / Math.sqrt(pairs);
  const [low, high] = [mean - half, mean + half];
  return { pairs, mean, low, high, verdict: low > 0 ? 'better' : high < 0 ? 'worse' : 'within noise' };
}

/** `+1.9 [+0.4, +3.4] better`; without an interval for a single seed. */
export function differenceText({ mean, low, high, verdict }: Difference): string {
  const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
  const bounds = low === undefined ? '' : ` [${signed(low)}, ${signed(high!)}]`;
  return `${signed(mean)}${bounds} ${verdict}`;
}
