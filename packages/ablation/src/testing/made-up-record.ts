import type { CocoStats } from '@tandem-det/evaluation';
import type { RunRecord } from '../index.ts';

/** The record of a run that never was: AP50 twice its AP, AP75 half of it, no objects of any one size. */
export function madeUpRecord(
  name: string,
  seed: number,
  ap: number,
  changes: Partial<RunRecord> = {},
): RunRecord {
  return {
    format: 2,
    id: `${name}${seed}`,
    name,
    cell: { model: name },
    seed,
    stats: { ap, ap50: 2 * ap, ap75: ap / 2, apSmall: -1, apMedium: -1, apLarge: -1 } as CocoStats,
    categories: [],
    parameters: 4_823_790,
    steps: 10,
    seconds: 60 + seed,
    backend: 'cpu',
    losses: {},
    identity: { version: null, settings: null, seed },
    ...changes,
  };
}
