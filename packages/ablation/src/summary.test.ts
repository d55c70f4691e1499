import type { CocoStats } from '@tandem-det/evaluation';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from './run-record.ts';
import { spread, summarize } from './summary.ts';
import { alignmentCells, markdownTable, textTable } from './tables.ts';

const record = (name: string, seed: number, ap: number): RunRecord => ({
  version: 1,
  name,
  seed,
  stats: { ap, ap50: 2 * ap, ap75: ap / 2 } as CocoStats,
  categories: [],
  parameters: 4_823_790,
  steps: 10,
  seconds: 60 + seed,
  backend: 'cpu',
  losses: {},
  config: null,
});
const records = [record('a', 0, 0.2), record('b|c', 0, 0.1), record('a', 1, 0.24), record('a', 2, 0.22)];
const rows = summarize(records, { a: [42.5, 59.8, 46.4] });

describe('summarize', () => {
  it('gives mean and sample deviation over the seeds, in percent', () => {
    // 20, 24, 22: mean 22, deviation sqrt((4 + 4 + 0) / 2) = 2
    expect(rows[0]!.ap.mean).toBeCloseTo(22, 9);
    expect(rows[0]!.ap.deviation).toBeCloseTo(2, 9);
    expect(rows[0]).toMatchObject({ name: 'a', runs: 3, seconds: 61, paper: [42.5, 59.8, 46.4] });
  });

  it('has no deviation for a single run', () => {
    expect(rows[1]).toMatchObject({ name: 'b|c', runs: 1, ap: { mean: 10, deviation: undefined } });
    expect(spread([3])).toEqual({ mean: 3, deviation: undefined });
  });
});

describe('tables', () => {
  it('aligns columns for a terminal, with the paper beside', () => {
    expect(textTable(rows).split('\n')).toEqual([
      'detector  runs          AP        AP50        AP75  params  time  paper AP  AP50  AP75',
      'a            3  22.0 ± 2.0  44.0 ± 4.0  11.0 ± 1.0  4.82 M  61 s      42.5  59.8  46.4',
      'b|c          1        10.0        20.0         5.0  4.82 M  60 s',
    ]);
  });

  it('leaves the paper out where it has nothing to say', () => {
    expect(textTable(summarize(records))).not.toContain('paper');
  });

  it('writes Markdown whose cells keep their bars', () => {
    expect(markdownTable(rows).split('\n')).toEqual([
      '| detector | runs | AP | AP50 | AP75 | params | time | paper AP | AP50 | AP75 |',
      '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
      '| a | 3 | 22.0 ± 2.0 | 44.0 ± 4.0 | 11.0 ± 1.0 | 4.82 M | 61 s | 42.5 | 59.8 | 46.4 |',
      '| b\\|c | 1 | 10.0 | 20.0 | 5.0 | 4.82 M | 60 s |  |  |  |',
    ]);
  });

  it('prints the alignment of the tasks as the paper does', () => {
    const aligned = (seed: number, correlation: number | null): RunRecord => ({
      ...record('a', seed, 0.2),
      alignment: {
        objects: 9,
        correlation,
        rankCorrelation: 0.5,
        topIou: 0.6 + seed / 10,
        correct: 100 + 2 * seed,
        redundant: 7,
        error: 20,
        background: 4,
      },
    });
    const given = [aligned(0, 0.4), aligned(1, null), record('b', 0, 0.1)];
    // topIou 0.6, 0.7: deviation 0.1 / √2; correct 100, 102: deviation √2
    expect(textTable(summarize(given), alignmentCells).split('\n')).toEqual([
      'detector          AP  PCC top-50       of ranks     IoU top-10  correct  redundant   error',
      'a         20.0 ± 0.0       0.400  0.500 ± 0.000  0.650 ± 0.071  101 ± 1      7 ± 0  20 ± 0',
      'b               10.0           –              –              –        –          –       –',
    ]);
  });
});
