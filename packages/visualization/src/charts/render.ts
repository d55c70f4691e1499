import { type Axis, type Config, parse, type Spec, View } from 'vega';
import { PALETTE } from '../palette.ts';
import { escapeHtml } from '../report/escape-html.ts';

/** Colours of series: the palette, or what the page around it says for light and dark. */
export const SERIES_COLORS = PALETTE.map((color, index) => `var(--series-${index + 1}, ${color})`);

/** Ink of the text around a chart. */
const INK = 'currentColor';

/** A chart as SVG that takes its ink from the page around it, and needs no script. */
export async function renderChart(title: string, spec: Spec): Promise<string> {
  const view = new View(parse({ ...spec, config: CONFIG }), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  const [, width, height] = /<svg[^>]* width="([\d.]+)" height="([\d.]+)"/.exec(svg)!;
  return svg.replace(
    /<svg[^>]*>/,
    `<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(title)}">`,
  );
}

/** Axis of values: fine lines across, no ticks. */
export const GRID: Partial<Axis> = {
  grid: true,
  domain: false,
  ticks: false,
  labelPadding: 6,
  titlePadding: 10,
};

const CONFIG: Config = {
  background: 'transparent',
  axis: {
    labelColor: INK,
    titleColor: INK,
    domainColor: INK,
    domainOpacity: 0.4,
    tickColor: INK,
    tickOpacity: 0.4,
    gridColor: INK,
    gridOpacity: 0.12,
    labelFont: 'inherit',
    titleFont: 'inherit',
    titleFontWeight: 'normal',
    labelFontSize: 11,
    titleFontSize: 12,
    labelOpacity: 0.8,
    titleOpacity: 0.8,
  },
  legend: {
    labelColor: INK,
    labelFont: 'inherit',
    labelFontSize: 12,
    labelLimit: 240,
    symbolStrokeWidth: 2.5,
  },
  title: { color: INK, font: 'inherit', fontSize: 13, fontWeight: 600, anchor: 'start', offset: 10 },
};
