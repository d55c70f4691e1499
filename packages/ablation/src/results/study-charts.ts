import { barChart, lineChart, scatterChart } from '@tandem-det/visualization';
import type { RunRecord } from '../records/run-record.ts';
import type { Study } from '../study/study.ts';
import { spread } from './spread.ts';

/** Steps that a point of a loss curve is the mean of. */
const WINDOW = 20;

const SIZES = [
  ['apSmall', 'small'],
  ['apMedium', 'medium'],
  ['apLarge', 'large'],
] as const;

/** AP of each value of an axis, over all other axes and the seeds; axes with a single value are left out. */
export function axisCharts(study: Study, records: readonly RunRecord[]): Promise<string[]> {
  const axes = Object.entries(study.axes).filter(([, values]) => values.length > 1);
  return Promise.all(
    axes.map(([axis, values]) => {
      const parts = values
        .map((value) => ({ value, some: records.filter(({ cell }) => cell[axis] === value) }))
        .filter(({ some }) => some.length > 0);
      return barChart({
        title: axis,
        xLabel: axes.length > 1 ? 'AP, mean over the other axes and the seeds' : 'AP, mean over the seeds',
        groups: parts.map(({ value }) => String(value)),
        series: [
          {
            name: 'AP',
            values: parts.map(({ some }) => spread(some.map(({ stats }) => 100 * stats.ap)).mean),
          },
        ],
      });
    }),
  );
}

/** AP of each cell by the size of the objects, over the seeds; undefined where no size has objects. */
export async function sizesChart(records: readonly RunRecord[]): Promise<string | undefined> {
  const cells = byName(records);
  const sizes = SIZES.filter(([key]) => records.every(({ stats }) => stats[key] >= 0));
  if (sizes.length === 0) return undefined;
  return barChart({
    title: 'AP by size of the objects',
    xLabel: 'AP, mean over the seeds',
    groups: [...cells.keys()],
    series: sizes.map(([key, name]) => ({
      name,
      values: [...cells.values()].map((some) => spread(some.map(({ stats }) => 100 * stats[key])).mean),
    })),
  });
}

/** AP over the correlation of score and IoU, a point for each run; undefined where no run has one. */
export async function agreementChart(records: readonly RunRecord[]): Promise<string | undefined> {
  const series = [...byName(records)].map(([name, some]) => ({
    name,
    points: some.flatMap(({ alignment, stats }) => {
      const x = alignment?.correlation ?? undefined;
      return x === undefined ? [] : [{ x, y: 100 * stats.ap }];
    }),
  }));
  if (series.every(({ points }) => points.length === 0)) return undefined;
  return scatterChart({
    title: 'Agreement of the tasks, and AP: a point for each run',
    xLabel: 'correlation of score and IoU (PCC, top 50)',
    yLabel: 'AP',
    series,
  });
}

/** The loss of each cell over the steps, mean of the seeds. */
export function lossChart(records: readonly RunRecord[]): Promise<string> {
  return lineChart({
    title: 'Loss',
    xLabel: 'step',
    yLabel: `mean over the seeds and ${WINDOW} steps`,
    series: [...byName(records)].map(([name, some]) => ({
      name,
      points: meanCurve(some.map(({ losses }) => losses['loss'] ?? [])),
    })),
  });
}

function byName(records: readonly RunRecord[]): Map<string, RunRecord[]> {
  const cells = new Map<string, RunRecord[]>();
  for (const record of records) cells.set(record.name, [...(cells.get(record.name) ?? []), record]);
  return cells;
}

/** The mean of several curves, in windows of WINDOW steps, as far as the shortest goes. */
function meanCurve(curves: readonly (readonly number[])[]): { x: number; y: number }[] {
  const length = Math.min(...curves.map((curve) => curve.length));
  const window = Math.min(WINDOW, length);
  return Array.from({ length: Math.floor(length / window) }, (_, at) => {
    const values = curves.flatMap((curve) => curve.slice(at * window, (at + 1) * window));
    return { x: (at + 1) * window, y: spread(values).mean };
  });
}
