import { describe, expect, it } from 'vitest';
import { type RunRecord, type Study, summarize } from '../index.ts';
import { madeUpRecord } from '../testing/made-up-record.ts';
import { findings } from './findings.ts';
import { studyReport } from './study-report.ts';

const study: Study = {
  name: 'made up',
  axes: { model: ['a', 'b'] },
  seeds: [0, 1],
  prepare: () => Promise.reject(new Error('nothing is run')),
};
const losses = { loss: [3, 2, 1] };
const sized = (record: RunRecord, apSmall: number, apLarge: number): RunRecord => ({
  ...record,
  stats: { ...record.stats, apSmall, apLarge },
});
const aligned = (correlation: number | null) => ({
  objects: 9,
  correlation,
  rankCorrelation: 0.5,
  topIou: 0.6,
  correct: 1,
  redundant: 1,
  error: 1,
  background: 1,
});

describe('studyReport', () => {
  it('draws axes, sizes that have objects, a point of agreement for each run, and the loss', async () => {
    const records = [
      sized(madeUpRecord('a', 0, 0.2, { losses, alignment: aligned(0.4) }), 0.1, 0.5),
      sized(madeUpRecord('a', 1, 0.3, { losses, alignment: aligned(null) }), 0.3, 0.5),
      sized(
        madeUpRecord('b', 0, 0.4, {
          losses,
          alignment: aligned(0.6),
          backendDescription: 'cpu (2 threads)',
        }),
        0.5,
        0.5,
      ),
    ];
    const page = await studyReport(study, records);
    expect(page).toContain('3 of 4 runs: 2 detectors, 2 seeds; cpu, cpu (2 threads).');
    expect([...page.matchAll(/aria-label="([^"]*)"/g)].map(([, title]) => title)).toEqual(
      expect.arrayContaining(['model', 'AP by size of the objects', 'Loss']),
    );
    // AP of the axis: (20 + 30) / 2 = 25 and 40; of small objects (10 + 30) / 2 = 20; no medium ones
    for (const text of ['>25.0</text>', '>40.0</text>', '>20.0</text>', '>small</text>', '>large</text>']) {
      expect(page).toContain(text);
    }
    expect(page).not.toContain('>medium</text>');
    const scatter = /<svg[^>]*aria-label="Agreement[\s\S]*?<\/svg>/.exec(page)![0];
    expect(scatter.match(/mark-symbol role-mark[\s\S]*?<\/g>/)![0].match(/<path/g)).toHaveLength(2);
    expect(page).toContain('Not known to differ, for one seed tells nothing of noise, from a: b, +20.0 AP.');
  });

  it('leaves out what no run has', async () => {
    const page = await studyReport(study, [madeUpRecord('a', 0, 0.2, { losses })]);
    expect(page).not.toContain('By size');
    expect(page).not.toContain('aria-label="Agreement');
    expect(page).toContain('aria-label="Loss"');
  });
});

describe('findings', () => {
  it('says in words what is more than noise', () => {
    const three = (name: string, ...aps: number[]) => aps.map((ap, seed) => madeUpRecord(name, seed, ap));
    const rows = summarize(
      [
        ...three('base', 0.3, 0.4, 0.35),
        ...three('up', 0.33, 0.43, 0.38),
        ...three('down', 0.29, 0.39, 0.34),
        ...three('same', 0.31, 0.42, 0.38),
      ],
      { base: 'base' },
    );
    // same: 1, 2, 3 are 2 ± 4.302653 / √3
    expect(findings(rows, 'base')).toEqual([
      'Better than base: up, +3.0 [+3.0, +3.0] AP.',
      'Worse than base: down, −1.0 [−1.0, −1.0] AP.',
      'Within noise of base: same, +2.0 [−0.5, +4.5] AP.',
    ]);
  });

  it('has nothing to say of one cell', () => {
    expect(findings(summarize([madeUpRecord('a', 0, 0.2)]), 'a')).toEqual([]);
  });
});
