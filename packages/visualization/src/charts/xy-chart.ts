import { expectThat } from '@tandem-det/base';
import type { Legend, Mark } from 'vega';
import { GRID, renderChart, SERIES_COLORS } from './render.ts';

/** How the series of each round through the colours differ from those of the round before. */
const DASHES = [[], [6, 4], [2, 3]];
const SHAPES = ['circle', 'triangle-up', 'square'];

export interface ChartSeries {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface XyChartOptions {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /**
   * One colour each, in their order; named in a legend where there are several. When the colours come again, lines
   * are dashed and points have another shape.
   */
  readonly series: readonly ChartSeries[];
  /** Pixels of the plot, without what is around it. */
  readonly width?: number;
  readonly height?: number;
  /** Ends of the axes; those of the points, rounded, where absent. */
  readonly xDomain?: readonly [number, number];
  readonly yDomain?: readonly [number, number];
}

/**
 * A chart of points on two linear axes as SVG. `mark` draws the points of the data `points`, fields x, y and name, on
 * the scales `x`, `y`, `color`, `dash` and `shape`; `symbol` is what a series looks like in the legend.
 */
export async function xyChart(
  where: string,
  options: XyChartOptions,
  mark: Mark,
  symbol: Pick<Legend, 'stroke' | 'fill' | 'symbolType' | 'strokeDash' | 'shape'>,
): Promise<string> {
  const { title, xLabel, yLabel, series, width = 560, height = 240, xDomain, yDomain } = options;
  const points = series.flatMap(({ name, points }) => points.map(({ x, y }) => ({ x, y, name })));
  expectThat(points.length > 0, `${where}: series`, 'at least one point', 'none');
  expectThat(
    points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)),
    `${where}: series`,
    'finite numbers',
    'a point that is not',
  );
  const names = series.map(({ name }) => name);
  const byRound = <T>(kinds: readonly T[]): T[] =>
    names.map((_, index) => kinds[Math.floor(index / SERIES_COLORS.length) % kinds.length]!);
  const scale = (field: 'x' | 'y', domain: readonly [number, number] | undefined) => ({
    type: 'linear' as const,
    domain: domain === undefined ? { data: 'points', field } : [...domain],
    ...(domain === undefined && { nice: true, zero: false }),
  });
  return renderChart(title, {
    width,
    height,
    padding: 5,
    title,
    data: [{ name: 'points', values: points }],
    scales: [
      { name: 'x', range: 'width', ...scale('x', xDomain) },
      { name: 'y', range: 'height', ...scale('y', yDomain) },
      { name: 'color', type: 'ordinal', domain: names, range: SERIES_COLORS },
      { name: 'dash', type: 'ordinal', domain: names, range: byRound(DASHES) },
      { name: 'shape', type: 'ordinal', domain: names, range: byRound(SHAPES) },
    ],
    axes: [
      { orient: 'bottom', scale: 'x', title: xLabel, tickCount: 6 },
      { orient: 'left', scale: 'y', title: yLabel, tickCount: 5, ...GRID },
    ],
    ...(series.length > 1 && {
      legends: [{ ...symbol, orient: 'top', direction: 'horizontal', offset: 4, columns: 4 }],
    }),
    marks: [mark],
  });
}
