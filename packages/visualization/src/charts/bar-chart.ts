import { expectThat } from '@tandem-det/base';
import { GRID, renderChart, SERIES_COLORS } from './render.ts';

export interface BarChartOptions {
  readonly title: string;
  readonly xLabel: string;
  /** Names of the groups of bars, from above. */
  readonly groups: readonly string[];
  /** A bar in each group, as long as the value; in the order of groups. */
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
  readonly width?: number;
  /** Right end of the axis; that of the longest bar, rounded, where absent. */
  readonly end?: number;
  /** How a value is written at the end of its bar. */
  readonly format?: (value: number) => string;
}

/** Horizontal bars in groups, as a piece of SVG; each bar has its value written at its end. */
export async function barChart(options: BarChartOptions): Promise<string> {
  const { title, xLabel, groups, series, width = 420, end, format = (value) => value.toFixed(1) } = options;
  const values = series.flatMap(({ name, values }) =>
    values.map((value, index) => ({ group: groups[index]!, name, value, text: format(value) })),
  );
  expectThat(values.length > 0, 'barChart: series', 'at least one value', 'none');
  expectThat(
    values.every(({ value }) => Number.isFinite(value)),
    'barChart: series',
    'finite numbers',
    'a value that is not',
  );
  const thickness = series.length === 1 ? 20 : 14;
  const names = series.map(({ name }) => name);
  return renderChart(title, {
    width,
    height: groups.length * (thickness * series.length + 8),
    padding: { left: 5, top: 5, bottom: 5, right: 36 },
    title,
    data: [{ name: 'values', values }],
    scales: [
      {
        name: 'x',
        type: 'linear',
        range: 'width',
        ...(end === undefined
          ? { domain: { data: 'values', field: 'value' }, zero: true, nice: true }
          : { domain: [0, end] }),
      },
      { name: 'group', type: 'band', domain: [...groups], range: 'height', padding: 0.25 },
      { name: 'color', type: 'ordinal', domain: names, range: SERIES_COLORS },
    ],
    axes: [
      { orient: 'bottom', scale: 'x', title: xLabel, tickCount: 5, ...GRID },
      { orient: 'left', scale: 'group', domain: false, ticks: false, labelPadding: 8, labelFontSize: 12 },
    ],
    ...(series.length > 1 && {
      legends: [{ fill: 'color', orient: 'top', direction: 'horizontal', symbolType: 'square', offset: 4 }],
    }),
    marks: [
      {
        type: 'group',
        from: { facet: { name: 'bars', data: 'values', groupby: 'group' } },
        encode: { enter: { y: { scale: 'group', field: 'group' } } },
        signals: [{ name: 'height', update: "bandwidth('group')" }],
        scales: [{ name: 'bar', type: 'band', domain: names, range: 'height', padding: 0.1 }],
        marks: [
          {
            name: 'rects',
            type: 'rect',
            from: { data: 'bars' },
            encode: {
              enter: {
                y: { scale: 'bar', field: 'name' },
                height: { scale: 'bar', band: 1 },
                x: { scale: 'x', value: 0 },
                x2: { scale: 'x', field: 'value' },
                fill: { scale: 'color', field: 'name' },
                cornerRadiusTopRight: { value: 3 },
                cornerRadiusBottomRight: { value: 3 },
              },
            },
          },
          {
            type: 'text',
            from: { data: 'rects' },
            encode: {
              enter: {
                x: { field: 'x2', offset: 5 },
                y: { field: 'y', offset: { field: 'height', mult: 0.5 } },
                baseline: { value: 'middle' },
                fill: { value: 'currentColor' },
                font: { value: 'inherit' },
                fontSize: { value: 11 },
                text: { field: 'datum.text' },
              },
            },
          },
        ],
      },
    ],
  });
}
