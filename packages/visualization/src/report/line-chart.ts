import { expectThat } from '@tandem-det/core';
import { classColor } from '../palette.ts';
import { escapeHtml } from './escape-html.ts';
import { ticks } from './ticks.ts';

export interface ChartSeries {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface LineChartOptions {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** One colour each, in their order. */
  readonly series: readonly ChartSeries[];
  readonly width?: number;
  readonly height?: number;
}

/** Room for labels around the plot, in pixels. */
const MARGIN = { left: 56, right: 16, top: 52, bottom: 44 };

/** A line chart as a piece of SVG that needs nothing else: axes from round numbers, a legend on top. */
export function lineChart(options: LineChartOptions): string {
  const { title, xLabel, yLabel, series, width = 640, height = 320 } = options;
  const points = series.flatMap((each) => each.points);
  expectThat(points.length > 0, 'lineChart: series', 'at least one point', 'none');
  expectThat(
    points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)),
    'lineChart: series',
    'finite numbers',
    'a point that is not',
  );
  const xs = ticks(...range(points.map(({ x }) => x)), 6);
  const ys = ticks(...range(points.map(({ y }) => y)));
  const right = width - MARGIN.right;
  const bottom = height - MARGIN.bottom;
  const atX = scale(xs, MARGIN.left, right);
  const atY = scale(ys, bottom, MARGIN.top);
  const middle = (MARGIN.top + bottom) / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif" font-size="12" fill="#333">`,
    `<title>${escapeHtml(title)}</title>`,
    `<text x="${MARGIN.left}" y="16" font-size="14" font-weight="bold">${escapeHtml(title)}</text>`,
    ...xs.map((x) => label(atX(x), bottom + 16, 'middle', String(x))),
    ...ys.map(
      (y) =>
        `<path d="M${MARGIN.left} ${atY(y)}H${right}" stroke="#ddd"/>${label(MARGIN.left - 6, atY(y) + 4, 'end', String(y))}`,
    ),
    label((MARGIN.left + right) / 2, height - 8, 'middle', xLabel),
    `<text x="14" y="${middle}" text-anchor="middle" transform="rotate(-90 14 ${middle})">${escapeHtml(yLabel)}</text>`,
    ...series.map((each, index) => {
      const line = each.points.map(({ x, y }) => `${atX(x)},${atY(y)}`).join(' ');
      return `<polyline points="${line}" fill="none" stroke="${classColor(index)}" stroke-width="1.6"/>`;
    }),
    ...legend(series, MARGIN.left, 36),
    '</svg>',
  ].join('\n');
}

function legend(series: readonly ChartSeries[], left: number, y: number): string[] {
  let x = left;
  return series.map(({ name }, index) => {
    const entry =
      `<path d="M${x} ${y - 4}h18" stroke="${classColor(index)}" stroke-width="3"/>` +
      `<text x="${x + 23}" y="${y}">${escapeHtml(name)}</text>`;
    x += 40 + name.length * 7;
    return entry;
  });
}

function label(x: number, y: number, anchor: 'middle' | 'end', text: string): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${escapeHtml(text)}</text>`;
}

/** Linear from the first and last tick to two ends, to a tenth of a pixel. */
function scale(at: readonly number[], from: number, to: number): (value: number) => number {
  const [low, high] = [at[0]!, at.at(-1)!];
  return (value) => Math.round(10 * (from + ((value - low) / (high - low)) * (to - from))) / 10;
}

function range(values: readonly number[]): [low: number, high: number] {
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}
