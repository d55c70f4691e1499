import { barChart, lineChart, type ReportBlock, reportPage } from '@tandem-det/visualization';
import type { RunRecord } from '../records/run-record.ts';
import { baseName } from '../study/plan.ts';
import type { Study } from '../study/study.ts';
import { spread } from './spread.ts';
import { summarize } from './summary.ts';
import { alignmentCells, tableCells } from './tables.ts';

/** Steps that a point of a loss curve is the mean of. */
const WINDOW = 20;

/**
 * A page on a study, complete in one file: the table with differences to the base, what each axis does on average, AP
 * by size of the objects, the agreement of the tasks, and the loss. At least one record is needed.
 */
export async function studyReport(study: Study, records: readonly RunRecord[]): Promise<string> {
  const base = baseName(study);
  const rows = summarize(records, { base, ...(study.paper && { paper: study.paper }) });
  const names = rows.map(({ name }) => name);
  const of = (name: string) => records.filter((record) => record.name === name);
  const percent = (some: readonly RunRecord[], key: 'ap' | 'apSmall' | 'apMedium' | 'apLarge') =>
    spread(some.map(({ stats }) => 100 * Math.max(0, stats[key]))).mean;
  const seeds = new Set(records.map(({ seed }) => seed)).size;
  const backends = [...new Set(records.map(({ backend }) => backend))].join(', ');
  const axes = Object.entries(study.axes).filter(([, values]) => values.length > 1);
  const axisCharts = await Promise.all(
    axes.map(([axis, values]) => {
      const parts = values
        .map((value) => ({ value, some: records.filter(({ cell }) => cell[axis] === value) }))
        .filter(({ some }) => some.length > 0);
      return barChart({
        title: axis,
        xLabel: 'mean AP over all other axes and seeds',
        groups: parts.map(({ value }) => String(value)),
        series: [{ name: 'AP', values: parts.map(({ some }) => percent(some, 'ap')) }],
      });
    }),
  );
  const sizes = await barChart({
    title: 'AP by size of the objects',
    xLabel: 'AP, mean over seeds',
    groups: names,
    series: (['apSmall', 'apMedium', 'apLarge'] as const).map((key) => ({
      name: key.slice(2).toLowerCase(),
      values: names.map((name) => percent(of(name), key)),
    })),
  });
  const loss = await lineChart({
    title: 'Loss',
    xLabel: 'step',
    yLabel: `mean over seeds and ${WINDOW} steps`,
    series: names.map((name) => ({
      name,
      points: meanCurve(of(name).map(({ losses }) => losses['loss'] ?? [])),
    })),
  });
  const blocks: ReportBlock[] = [
    {
      kind: 'text',
      paragraphs: [
        `${records.length} runs: ${names.length} detectors, ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}; ${backends}. ` +
          `Differences are to ${base}, paired by seed, with their 95 % interval (Student); "within noise" where it ` +
          'holds 0. Of many comparisons at 95 % one in twenty looks different by chance.',
      ],
    },
    {
      kind: 'table',
      cells: tableCells(rows),
      caption: 'COCO AP in percent, mean ± sample deviation over seeds.',
    },
    ...(axes.length > 1
      ? [{ kind: 'heading', text: 'What each axis does' } as const, ...axisCharts.map(chart)]
      : []),
    { kind: 'heading', text: 'By size' },
    chart(sizes),
    { kind: 'heading', text: 'Agreement of the two tasks' },
    { kind: 'table', cells: alignmentCells(rows), caption: 'As table 6 of the TOOD paper.' },
    { kind: 'heading', text: 'Training' },
    chart(loss),
  ];
  return reportPage({ title: study.name, blocks });
}

function chart(svg: string): ReportBlock {
  return { kind: 'chart', svg };
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
