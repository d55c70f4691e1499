import { rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { baseName, cellName, cellsOfStudy, runStudy, summarize, textTable } from '@tandem-det/ablation';
import { standardOutput, studyDisplay, writeStudyPage } from '@tandem-det/cli';
import { type BackendName, startBackend } from '@tandem-det/kernels/backends';
import { buildStudy, cellConfig, loadConfig, studySchema } from '@tandem-det/recipes';
import { drawComparison } from './pictures.ts';
import { writeReport } from './report.ts';

/** A minute's worth of steps in all, to see that everything runs. */
const SHORT = [
  'training={steps: 6, batchSize: 4}',
  'data.train.count=24',
  'data.validation.count=8',
  'input={width: 96, height: 96}',
];

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'runs/quickstart' },
    short: { type: 'boolean', default: false },
    backend: { type: 'string', default: 'auto' },
  },
});
const out = values.short ? `${values.out}-short` : values.out;
if (values.short) await rm(out, { recursive: true, force: true });
const output = standardOutput();
const stopping = new AbortController();
process.once('SIGINT', () => stopping.abort());
process.once('SIGTERM', () => stopping.abort());

const backend = await startBackend({
  name: values.backend as BackendName | 'auto',
  report: (line) => output.line(line),
});
const file = path.join(import.meta.dirname, 'quickstart.yml');
const config = await loadConfig(studySchema, file, values.short ? SHORT : []);
const study = buildStudy(config, file, (line) => output.line(line));
const cells = cellsOfStudy(study).map(cellName);
output.line(`\nFour detectors on generated scenes, from scratch, one after the other: ${cells.join(', ')}.`);
const display = studyDisplay(output);
const records = await runStudy(study, { folder: out, signal: stopping.signal, onEvent: display.event });
display.stop();

if (records.length < cells.length) {
  output.line(`Stopped after ${records.length} of ${cells.length}. The same command goes on with the rest.`);
} else {
  const rows = summarize(records, { base: baseName(study), paper: config.paper });
  output.line("\nOn scenes that none has seen; the paper's are for COCO:\n");
  output.line(textTable(rows));
  const comparison = await drawComparison({ study, folder: out });
  const page = await writeReport({
    folder: out,
    rows,
    records,
    comparison,
    backend: backend.description,
    config: cellConfig(config, cellsOfStudy(study)[0]!, file),
  });
  output.line(`\nReport: ${page}`);
  output.line(
    `Curves, errors and where each head finds its best places: ${await writeStudyPage(study, out)}`,
  );
  output.line(`Pictures: ${path.resolve(out, 'pictures')}`);
  output.line(`Finished runs are kept: to train anew, remove ${path.resolve(out)}`);
}
if (backend.name !== 'tensorflow') {
  output.line('Several times faster, with native TensorFlow: pnpm setup:tensorflow');
}
await backend.stop();
