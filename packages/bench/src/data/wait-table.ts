import { median } from '../median.ts';

/** Training steps of one backend, as their log has them. */
export interface WaitTimes {
  readonly version: string;
  /** Of each step, waiting included. */
  readonly seconds: readonly number[];
  /** Of those, waiting for images. */
  readonly waited: readonly number[];
}

/**
 * One row per backend: milliseconds of a step, the median of all; the longest wait of a step; and the share of the
 * time that all steps of a round took together which went by waiting, the median of the rounds.
 */
export function waitTable(results: ReadonlyMap<string, readonly WaitTimes[]>): string {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const rows = [...results.values()].map((rounds) => {
    const step = 1000 * median(rounds.flatMap(({ seconds }) => seconds));
    const longest = 1000 * Math.max(...rounds.flatMap(({ waited }) => waited));
    const share = median(rounds.map(({ waited, seconds }) => sum(waited) / sum(seconds)));
    const counted = rounds[0]!.seconds.length;
    return [
      rounds[0]!.version,
      String(counted),
      step.toFixed(0),
      longest.toFixed(1),
      `${(100 * share).toFixed(2)} %`,
    ];
  });
  const header = ['training fed by threads', 'steps', 'step ms', 'longest wait ms', 'waiting for data'];
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
