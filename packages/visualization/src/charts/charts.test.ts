import { describe, expect, it } from 'vitest';
import { barChart } from './bar-chart.ts';
import { lineChart } from './line-chart.ts';
import { scatterChart } from './scatter-chart.ts';

describe('lineChart', () => {
  const options = { title: 'Loss <a>', xLabel: 'step', yLabel: 'loss' };

  it('draws each series between the ends of the axes', async () => {
    const points = [
      { x: 0, y: 0 },
      { x: 5, y: 10 },
    ];
    const svg = await lineChart({ ...options, series: [{ name: 'A & B', points }], width: 100, height: 80 });
    // y downwards: 0 at 80 pixels, 10 at 0
    expect(svg).toContain('d="M0,80L100,0"');
    expect(svg).toContain('aria-label="Loss &lt;a&gt;"');
    expect(svg).not.toContain('A &amp; B');
    const two = [
      { name: 'A & B', points },
      { name: 'C', points },
    ];
    expect(await lineChart({ ...options, series: two })).toContain('>A &amp; B</text>');
    const long = [...two, { name: 'mean of 0.50 to 0.95', points }];
    expect(await lineChart({ ...options, series: long })).toContain('>mean of 0.50 to 0.95</text>');
  });

  it('dashes the lines of series that have a colour again', async () => {
    const points = [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ];
    const eight = Array.from({ length: 8 }, (_, index) => ({ name: `s${index}`, points }));
    const lines = (await lineChart({ ...options, series: eight })).match(
      /<path[^>]*d="M0,240L560,0"[^>]*>/g,
    )!;
    expect(lines.map((line) => /stroke-dasharray="6,4"/.test(line))).toEqual([...Array(7).fill(false), true]);
    const colors = lines.map((line) => /stroke="([^"]+)"/.exec(line)![1]);
    expect([new Set(colors).size, colors[7]]).toEqual([7, colors[0]]);
  });

  it('refuses charts of nothing, and of NaN', async () => {
    await expect(lineChart({ ...options, series: [] })).rejects.toThrow(
      'lineChart: series: expected at least one point, got none.',
    );
    const series = [{ name: 'a', points: [{ x: 0, y: Number.NaN }] }];
    await expect(lineChart({ ...options, series })).rejects.toThrow(
      'lineChart: series: expected finite numbers, got a point that is not.',
    );
  });
});

describe('scatterChart', () => {
  const options = { title: 'Agreement', xLabel: 'PCC', yLabel: 'AP', width: 100, height: 80 };

  it('draws a symbol at every point, and none between', async () => {
    const points = [
      { x: 0, y: 0 },
      { x: 5, y: 10 },
    ];
    const svg = await scatterChart({ ...options, series: [{ name: 'a', points }] });
    // y downwards: 0 at 80 pixels, 10 at 0
    expect(svg.match(/<path[^>]*transform="translate\(0,80\)"/g)).toHaveLength(1);
    expect(svg.match(/<path[^>]*transform="translate\(100,0\)"/g)).toHaveLength(1);
    expect(svg).not.toContain('M0,80L100,0');
  });

  it('refuses charts of nothing', async () => {
    await expect(scatterChart({ ...options, series: [] })).rejects.toThrow(
      'scatterChart: series: expected at least one point, got none.',
    );
  });
});

describe('barChart', () => {
  const options = { title: 'Errors', xLabel: 'points', groups: ['one', 'two'] };

  it('draws bars as long as their values, which it writes', async () => {
    const series = [{ name: 'a', values: [25, 50] }];
    const svg = await barChart({ ...options, series, width: 200, end: 100 });
    // 25 and 50 of 100 on 200 pixels, with corners of radius 3 at the right
    expect(svg).toMatch(/d="M0,[\d.]+L47,/);
    expect(svg).toMatch(/d="M0,[\d.]+L97,/);
    expect(svg).toContain('>25.0</text>');
    expect(svg).toContain('>one</text>');
  });

  it('refuses charts of nothing', async () => {
    await expect(barChart({ ...options, series: [] })).rejects.toThrow(
      'barChart: series: expected at least one value, got none.',
    );
  });
});
