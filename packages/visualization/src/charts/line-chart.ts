import { type XyChartOptions, xyChart } from './xy-chart.ts';

/** A line chart as a piece of SVG that needs nothing else. */
export function lineChart(options: XyChartOptions): Promise<string> {
  return xyChart(
    'lineChart',
    options,
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
              strokeDash: { scale: 'dash', field: 'name' },
              strokeWidth: { value: 2 },
              strokeJoin: { value: 'round' },
            },
          },
        },
      ],
    },
    { stroke: 'color', strokeDash: 'dash', symbolType: 'stroke' },
  );
}
