import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type RunRecord, type SummaryRow, tableCells } from '@tandem-det/ablation';
import type { RunConfig } from '@tandem-det/recipes';
import { lineChart, reportPage } from '@tandem-det/visualization';
import type { Comparison } from './pictures.ts';

export interface WriteReportOptions {
  readonly folder: string;
  readonly rows: readonly SummaryRow[];
  readonly records: readonly RunRecord[];
  readonly comparison: Comparison;
  readonly backend: string;
  readonly config: RunConfig;
}

/** Writes `study.html`, complete in one file, and returns where it is. */
export async function writeReport(options: WriteReportOptions): Promise<string> {
  const { folder, rows, records, comparison, backend, config } = options;
  const { width, height } = config.input;
  const html = reportPage({
    title: 'Parallel head and T-Head, ATSS and task-aligned learning',
    blocks: [
      {
        kind: 'text',
        paragraphs: [
          'Detection is two tasks: to say what is there, and where exactly. In a detector with two parallel ' +
            'branches the best place for one is often not the best for the other. TOOD (Feng et al. 2021) ' +
            'lets the head see both tasks (T-Head) and assigns training samples by how well both are done at ' +
            'once (TAL). Here each of the two is switched on alone and together.',
          `${records[0]!.steps} steps of ${config.training.batchSize} generated scenes of ${width}×${height} each, ` +
            `from scratch, ResNet-18 at a quarter of its width; ${backend}. A run this short shows the tool, ` +
            'not the truth about the methods: differences of a few points lie within the noise of the seed.',
        ],
      },
      {
        kind: 'table',
        cells: tableCells(rows),
        caption: "COCO AP in percent, and the paper's figures for COCO (table 6, and tables 1 to 3).",
      },
      { kind: 'heading', text: 'Loss' },
      ...(await Promise.all(
        ['classification', 'box'].map(async (term) => ({
          kind: 'chart' as const,
          svg: await lossChart(records, term),
        })),
      )),
      { kind: 'heading', text: 'Detections' },
      {
        kind: 'text',
        paragraphs: ['Dashed: annotated objects. Solid: detections with a score of 0.25 or more.'],
      },
      { kind: 'pictures', ...comparison },
    ],
  });
  const file = path.resolve(folder, 'study.html');
  await writeFile(file, html);
  return file;
}

function lossChart(records: readonly RunRecord[], term: string): Promise<string> {
  return lineChart({
    title: `Loss term "${term}", mean of ten steps`,
    xLabel: 'step',
    yLabel: 'loss',
    series: records.map(({ name, losses }) => ({ name, points: smoothed(losses[term] ?? []) })),
  });
}

/** Means of up to ten values each, at the step of the last of them. */
function smoothed(values: readonly number[]): { x: number; y: number }[] {
  return values.map((_, index) => {
    const window = values.slice(Math.max(0, index - 9), index + 1);
    return { x: index + 1, y: window.reduce((sum, value) => sum + value, 0) / window.length };
  });
}
