import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../records/run-record.ts';
import { madeUpRecord } from '../testing/made-up-record.ts';
import { differences, differenceText } from './differences.ts';
import { spread } from './spread.ts';
import { summarize } from './summary.ts';
import { alignmentCells, csvTable, latexTable, markdownTable, textTable } from './tables.ts';

const records = [
  madeUpRecord('a', 0, 0.2),
  madeUpRecord('b|c', 0, 0.1),
  madeUpRecord('a', 1, 0.24),
  madeUpRecord('a', 2, 0.22),
];
const rows = summarize(records, { paper: { a: [42.5, 59.8, 46.4] } });

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

  it('compares with the base that it is told, or else the first', () => {
    expect(rows[0]!.difference).toBeUndefined();
    expect(rows[1]!.difference).toMatchObject({ pairs: 1, verdict: 'one seed' });
    expect(summarize(records, { base: 'b|c' })[0]!.difference!.mean).toBeCloseTo(10, 9);
  });
});

describe('differences', () => {
  const base = [madeUpRecord('base', 0, 0.3), madeUpRecord('base', 1, 0.4), madeUpRecord('base', 2, 0.35)];
  const compare = (...aps: number[]) =>
    differences([...base, ...aps.map((ap, seed) => madeUpRecord('x', seed, ap))], 'base');

  it('pairs by seed, with the interval of Student', () => {
    // differences 1, 2, 3: mean 2, s = 1, t(0.975, 2) = 4.302653: 2 ± 4.302653 / sqrt(3) = 2 ± 2.484138
    const [difference] = compare(0.31, 0.42, 0.38);
    expect(difference!.mean).toBeCloseTo(2, 9);
    expect(difference!.low).toBeCloseTo(-0.484138, 5);
    expect(difference!.high).toBeCloseTo(4.484138, 5);
    expect(difference!.verdict).toBe('within noise');
    expect(differenceText(difference!)).toBe('+2.0 [−0.5, +4.5] within noise');
  });

  it('calls a difference that is the same for every seed what it is', () => {
    expect(compare(0.32, 0.42, 0.37)[0]!.verdict).toBe('better');
    expect(compare(0.28, 0.38, 0.33)[0]!.verdict).toBe('worse');
  });

  it('leaves seeds without a partner out, and cells without any', () => {
    expect(compare(0.31, 0.42)[0]!.pairs).toBe(2);
    expect(differences([...base, madeUpRecord('x', 7, 0.4)], 'base')).toEqual([]);
  });
});

describe('tables', () => {
  it('aligns columns for a terminal, with the paper beside', () => {
    expect(textTable(rows).split('\n')).toEqual([
      'detector  runs          AP        AP50        AP75      ΔAP [95 %]  params  time  paper AP  AP50  AP75',
      'a            3  22.0 ± 2.0  44.0 ± 4.0  11.0 ± 1.0                  4.82 M  61 s      42.5  59.8  46.4',
      'b|c          1        10.0        20.0         5.0  −10.0 one seed  4.82 M  60 s',
    ]);
  });

  it('leaves the paper out where it has nothing to say, and differences where there is one cell', () => {
    const text = textTable(summarize(records.filter(({ name }) => name === 'a')));
    expect(text).not.toContain('paper');
    expect(text).not.toContain('ΔAP');
  });

  it('writes Markdown whose cells keep their bars', () => {
    expect(markdownTable(rows).split('\n')).toEqual([
      '| detector | runs | AP | AP50 | AP75 | ΔAP [95 %] | params | time | paper AP | AP50 | AP75 |',
      '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
      '| a | 3 | 22.0 ± 2.0 | 44.0 ± 4.0 | 11.0 ± 1.0 |  | 4.82 M | 61 s | 42.5 | 59.8 | 46.4 |',
      '| b\\|c | 1 | 10.0 | 20.0 | 5.0 | −10.0 one seed | 4.82 M | 60 s |  |  |  |',
    ]);
  });

  it('writes LaTeX without characters that it would misread', () => {
    const lines = latexTable(rows).split('\n');
    expect(lines[0]).toBe('\\begin{tabular}{lrrrrrrrrrr}');
    expect(lines[2]).toContain('$\\Delta$AP [95 \\%]');
    expect(lines[4]).toContain('a & 3 & 22.0 $\\pm$ 2.0');
    expect(lines[5]).toContain('b\\textbar{}c & 1 & 10.0 & 20.0 & 5.0 & $-$10.0 one seed');
    expect(latexTable([{ ...rows[0]!, name: 'a_b{c}\\d' }])).toContain('a\\_b\\{c\\}\\textbackslash{}d');
  });

  it('writes numbers, not texts, as CSV', () => {
    const [, first, second] = csvTable([{ ...rows[0]!, name: 'a, "b"' }, rows[1]!]).split('\r\n');
    expect(first).toBe('"a, ""b""",3,22,2,44,4,11,1,,,,,4.82379,61');
    expect(second).toBe('b|c,1,10,,20,,5,,-10,,,one seed,4.82379,60');
  });
  it('prints the alignment of the tasks as the paper does', () => {
    const aligned = (seed: number, correlation: number | null): RunRecord => ({
      ...madeUpRecord('a', seed, 0.2),
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
    const given = [aligned(0, 0.4), aligned(1, null), madeUpRecord('b', 0, 0.1)];
    // topIou 0.6, 0.7: deviation 0.1 / √2; correct 100, 102: deviation √2
    expect(textTable(summarize(given), alignmentCells).split('\n')).toEqual([
      'detector          AP  PCC top-50       of ranks     IoU top-10  correct  redundant   error',
      'a         20.0 ± 0.0       0.400  0.500 ± 0.000  0.650 ± 0.071  101 ± 1      7 ± 0  20 ± 0',
      'b               10.0           –              –              –        –          –       –',
    ]);
  });
});
