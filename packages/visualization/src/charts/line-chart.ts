import { expectThat } from '@tandem-det/core';
import { GRID, renderChart, SERIES_COLORS } from './render.ts';

export interface ChartSeries {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface LineChartOptions {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** One colour each, in their order; named in a legend where there are several. */
  readonly series: readonly ChartSeries[];
  /** Pixels of the plot, without what is around it. */
  readonly width?: number;
  readonly height?: number;
  /** Ends of the axes; those of the points, rounded, where absent. */
  readonly xDomain?: readonly [number, number];
  readonly yDomain?: readonly [number, number];
}

/** A line chart as a piece of SVG that needs nothing else. */
export async function lineChart(options: LineChartOptions): Promise<string> {
  const { title, xLabel, yLabel, series, width = 560, height = 240, xDomain, yDomain } = options;
  const points = series.flatMap(({ name, points }) => points.map(({ x, y }) => ({ x, y, name })));
  expectThat(points.length > 0, 'lineChart: series', 'at least one point', 'none');
  expectThat(
    points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)),
    'lineChart: series',
    'finite numbers',
    'a point that is not',
  );
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
      { name: 'color', type: 'ordinal', domain: series.map(({ name }) => name), range: SERIES_COLORS },
    ],
    axes: [
      { orient: 'bottom', scale: 'x', title: xLabel, tickCount: 6 },
      { orient: 'left', scale: 'y', title: yLabel, tickCount: 5, ...GRID },
    ],
    ...(series.length > 1 && {
      legends: [
        {
          stroke: 'color',
          orient: 'top',
          direction: 'horizontal',
          symbolType: 'stroke',
          offset: 4,
          columns: 4,
        },
      ],
    }),
    marks: [
      {
        type: 'group',
        from: { facet: { name: 'line', data: 'points', groupby: 'name' } },
        marks: [
          {
            type: 'line',
            from: { data: 'line' },
            encode: {
              enter: {
                x: { scale: 'x', field: 'x' },
                y: { scale: 'y', field: 'y' },
                stroke: { scale: 'color', field: 'name' },
                strokeWidth: { value: 2 },
                strokeJoin: { value: 'round' },
              },
            },
          },
        ],
      },
    ],
  });
}
