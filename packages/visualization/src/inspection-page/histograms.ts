import { barChart } from '../charts/bar-chart.ts';
import type { InspectedSplit } from './inspected-split.ts';

type Bin = InspectedSplit['inspection']['sides'][number];

/** Classes with bars of their own: those with most objects. */
const MOST_CLASSES = 30;

/** How large objects are, as shares of each part's objects. */
export function sidesChart(splits: readonly InspectedSplit[]): Promise<string> {
  return histogram(
    'Sides of boxes',
    'percent of the objects',
    splits,
    'sides',
    ({ from, to }) => `${from}–${to} px`,
  );
}

/** How narrow or wide objects are. */
export function aspectsChart(splits: readonly InspectedSplit[]): Promise<string> {
  return histogram('Width over height', 'percent of the objects', splits, 'aspects', ({ from, to }) => {
    if (from === 0) return `below ${ratio(to)}`;
    return Number.isFinite(to) ? `${ratio(from)} to ${ratio(to)}` : `from ${ratio(from)}`;
  });
}

/** How many objects images have. */
export function crowdingChart(splits: readonly InspectedSplit[]): Promise<string> {
  return histogram('Objects per image', 'percent of the images', splits, 'crowding', ({ from, to }) =>
    to - from === 1 ? String(from) : `${from}–${to - 1}`,
  );
}

/** How the objects are spread over the classes with most of them. */
export function classesChart(splits: readonly InspectedSplit[]): Promise<string> {
  const totals = new Map<string, number>();
  for (const { inspection } of splits) {
    for (const { name, objects } of inspection.classes) totals.set(name, (totals.get(name) ?? 0) + objects);
  }
  const names = [...totals]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, MOST_CLASSES)
    .map(([name]) => name);
  return barChart({
    title: totals.size > names.length ? `The ${names.length} classes with most objects` : 'Objects by class',
    xLabel: 'percent of the objects',
    groups: names,
    series: splits.map(({ name, inspection: { classes, objects } }) => ({
      name,
      values: names.map((each) => share(classes.find((known) => known.name === each)?.objects ?? 0, objects)),
    })),
  });
}

function histogram(
  title: string,
  xLabel: string,
  splits: readonly InspectedSplit[],
  which: 'sides' | 'aspects' | 'crowding',
  label: (bin: Bin) => string,
): Promise<string> {
  const longest = splits
    .map(({ inspection }) => inspection[which])
    .reduce((most, bins) => (bins.length > most.length ? bins : most));
  // Nothing is drawn before the first bin and behind the last that hold something.
  const filled = longest.flatMap((_, index) =>
    splits.some(({ inspection }) => (inspection[which][index]?.count ?? 0) > 0) ? [index] : [],
  );
  const bins = longest.slice(filled[0] ?? 0, (filled.at(-1) ?? 0) + 1);
  if (bins.length === 0) return Promise.resolve('<p>There are no objects.</p>');
  return barChart({
    title,
    xLabel,
    groups: bins.map(label),
    series: splits.map(({ name, inspection }) => {
      const total = inspection[which].reduce((sum, { count }) => sum + count, 0);
      return {
        name,
        values: bins.map(({ from }) =>
          share(inspection[which].find((bin) => bin.from === from)?.count ?? 0, total),
        ),
      };
    }),
  });
}

function share(count: number, total: number): number {
  return total === 0 ? 0 : (100 * count) / total;
}

function ratio(value: number): string {
  if (value === 1) return '1 : 1';
  const [wide, tall] = value > 1 ? [value, 1] : [1, 1 / value];
  return [wide, tall].map((side) => String(Math.round(10 * side) / 10)).join(' : ');
}
