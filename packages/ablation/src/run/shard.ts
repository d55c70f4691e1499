import { ExpectationError } from '@tandem-det/base';
import type { PlannedRun } from '../study/plan.ts';

/** One of `count` parts of a study, by its number from 0: what one job of an array runs. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Reads `i/n`, i from 0 to n − 1, as job arrays number their tasks. */
export function parseShard(text: string): Shard {
  const [index, count] = /^(\d+)\/(\d+)$/.exec(text)?.slice(1).map(Number) ?? [];
  if (index === undefined || count === undefined || index >= count) {
    throw new ExpectationError('shard', 'i/n with i from 0 to n - 1, such as 0/4', text);
  }
  return { index, count };
}

/** Every `count`-th run: the parts differ by one run at most, and together are all. */
export function runsOfShard(runs: readonly PlannedRun[], { index, count }: Shard): PlannedRun[] {
  return runs.filter((_, at) => at % count === index);
}
