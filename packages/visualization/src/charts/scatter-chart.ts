import { type XyChartOptions, xyChart } from './xy-chart.ts';

/** Points, not joined, as a piece of SVG that needs nothing else. */
export function scatterChart(options: XyChartOptions): Promise<string> {
  return xyChart(
    'scatterChart',
    options,
    {
      type: 'symbol',
      from: { data: 'points' },
      encode: {
        enter: {
          x: { scale: 'x', field: 'x' },
          y: { scale: 'y', field: 'y' },
          fill: { scale: 'color', field: 'name' },
          shape: { scale: 'shape', field: 'name' },
          fillOpacity: { value: 0.8 },
          size: { value: 60 },
        },
      },
    },
    { fill: 'color', shape: 'shape' },
  );
}
