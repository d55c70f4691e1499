import { describe, expect, it } from 'vitest';
import { lineChart } from './line-chart.ts';
import { reportPage } from './report-page.ts';
import { ticks } from './ticks.ts';

describe('ticks', () => {
  it.each([
    [0, 10, [0, 2, 4, 6, 8, 10]],
    [0.13, 0.92, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [3, 3, [3, 4]],
    [-5, 45, [-10, 0, 10, 20, 30, 40, 50]],
  ])('covers %d to %d in round steps', (low, high, expected) => {
    expect(ticks(low, high)).toEqual(expected);
  });
});

describe('lineChart', () => {
  const options = { title: 'Loss <a>', xLabel: 'step', yLabel: 'loss' };

  it('draws each series between the first and the last tick', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 6, y: 5 },
    ];
    const svg = lineChart({ ...options, series: [{ name: 'A & B', points }], width: 172, height: 196 });
    // the plot is x 56 to 156 for ticks 0 to 6, y 152 (0) to 52 (5)
    expect(svg).toContain('<polyline points="56,152 156,52"');
    expect(svg).toContain('<title>Loss &lt;a&gt;</title>');
    expect(svg).toContain('>A &amp; B</text>');
  });

  it('refuses charts of nothing, and of NaN', () => {
    expect(() => lineChart({ ...options, series: [] })).toThrow(
      'lineChart: series: expected at least one point, got none.',
    );
    expect(() =>
      lineChart({ ...options, series: [{ name: 'a', points: [{ x: 0, y: Number.NaN }] }] }),
    ).toThrow('lineChart: series: expected finite numbers, got a point that is not.');
  });
});

describe('reportPage', () => {
  it('holds everything in one file, with texts escaped', () => {
    const html = reportPage({
      title: 'Four & more',
      blocks: [
        { kind: 'text', paragraphs: ['a < b'] },
        {
          kind: 'table',
          cells: [
            ['detector', 'AP'],
            ['T-Head', '42.5'],
          ],
          caption: 'note',
        },
        {
          kind: 'pictures',
          columns: ['one'],
          rows: [{ caption: 'first "image"', pictures: [Uint8Array.of(1, 2, 3)] }],
        },
      ],
    });
    expect(html).toContain('<title>Four &amp; more</title>');
    expect(html).toContain('<p>a &lt; b</p>');
    expect(html).toContain('<tr><td>T-Head</td><td>42.5</td></tr>');
    expect(html).toContain('<img alt="first &quot;image&quot;" src="data:image/png;base64,AQID">');
    expect(html).not.toMatch(/src="http|<script|<link/);
  });
});
