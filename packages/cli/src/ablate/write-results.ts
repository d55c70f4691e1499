import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  alignmentCells,
  backendOf,
  baseName,
  csvTable,
  latexTable,
  markdownTable,
  planRuns,
  recordsOf,
  type Study,
  studyReport,
  summarize,
  textTable,
} from '@tandem-det/ablation';
import type { Output } from '../terminal/output.ts';

/** Prints the table of all records that the folder has of the study, and writes it in every format. */
export async function writeResults(study: Study, folder: string, output: Output): Promise<void> {
  const records = await recordsOf(study, folder);
  if (records.length === 0) return;
  const base = baseName(study);
  const rows = summarize(records, { base, ...(study.paper && { paper: study.paper }) });
  output.line(`\n${textTable(rows)}`);
  if (rows.length > 1) output.line(`ΔAP: to ${base}, paired by seed, with its 95 % interval (Student).`);
  output.line(`\n${textTable(rows, alignmentCells)}`);
  const backends = [...new Set(records.map(backendOf))];
  if (backends.length > 1)
    output.line(`Runs of different backends or threads (${backends.join(', ')}) differ in rounding.`);
  const planned = (await planRuns(study)).length;
  const missing = planned - records.length;
  if (missing > 0) output.line(`${missing} of ${planned} runs are still missing.`);
  const write = (name: string, text: string) => writeFile(path.join(folder, name), `${text}\n`);
  await write('table.md', `${markdownTable(rows)}\n\n${markdownTable(rows, alignmentCells)}`);
  await write('table.csv', csvTable(rows));
  await write('table.tex', `${latexTable(rows)}\n\n${latexTable(rows, alignmentCells)}`);
  await write('table.json', JSON.stringify(rows, null, 2));
  await write('study.html', await studyReport(study, records));
  output.line(`Written: ${path.join(folder, 'study.html')}, table.md, .csv, .tex, .json, records and runs`);
}
