import { type ReportBlock, reportPage } from '@tandem-det/visualization';
import { backendOf, type RunRecord } from '../records/run-record.ts';
import { baseName, cellsOfStudy } from '../study/plan.ts';
import type { Study } from '../study/study.ts';
import { findings } from './findings.ts';
import { agreementChart, axisCharts, lossChart, sizesChart } from './study-charts.ts';
import { summarize } from './summary.ts';
import { alignmentCells, tableCells } from './tables.ts';

/**
 * A page on a study, complete in one file: in words what is more than noise, the table with differences to the base,
 * what each axis does on average, AP by size of the objects, the agreement of the tasks alone and beside AP, and the
 * loss. At least one record is needed.
 */
export async function studyReport(study: Study, records: readonly RunRecord[]): Promise<string> {
  const base = baseName(study);
  const rows = summarize(records, { base, ...(study.paper && { paper: study.paper }) });
  const seeds = new Set(records.map(({ seed }) => seed)).size;
  const backends = [...new Set(records.map(backendOf))].join(', ');
  const planned = cellsOfStudy(study).length * study.seeds.length;
  const axes = await axisCharts(study, records);
  const sizes = await sizesChart(records);
  const agreement = await agreementChart(records);
  const blocks: ReportBlock[] = [
    {
      kind: 'text',
      paragraphs: [
        `${counted(records.length, planned)}: ${rows.length} detectors, ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}; ${backends}.`,
        ...findings(rows, base),
      ],
    },
    {
      kind: 'table',
      cells: tableCells(rows),
      caption:
        'COCO AP in percent, mean ± sample deviation over seeds. Differences are paired by seed, with their 95 % ' +
        'interval (Student); within noise where it holds 0. Of many comparisons at 95 % one in twenty looks ' +
        'different by chance.',
    },
    ...(axes.length > 0 ? [heading('What each axis does'), ...axes.map(chart)] : []),
    ...(sizes === undefined ? [] : [heading('By size'), chart(sizes)]),
    heading('Agreement of the two tasks'),
    { kind: 'table', cells: alignmentCells(rows), caption: 'As table 6 of the TOOD paper.' },
    ...(agreement === undefined ? [] : [chart(agreement)]),
    heading('Training'),
    chart(await lossChart(records)),
  ];
  return reportPage({ title: study.name, blocks });
}

/** How many runs there are, and of how many where some are missing. */
function counted(records: number, planned: number): string {
  return records < planned ? `${records} of ${planned} runs` : `${records} runs`;
}

function heading(text: string): ReportBlock {
  return { kind: 'heading', text };
}

function chart(svg: string): ReportBlock {
  return { kind: 'chart', svg };
}
