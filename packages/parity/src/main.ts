import { parseArgs } from 'node:util';
import { expectThat } from '@tandem-det/base';
import { startBackend } from '@tandem-det/kernels/backends';
import { findCases } from './cases/find-cases.ts';
import { detailLines, resultLine, summaryLines } from './report.ts';
import { type CaseResult, runCase } from './run-case.ts';

const USAGE = `Usage: pnpm parity FOLDER [--backend auto|tensorflow|webgpu|wasm|cpu] [--only TEXT] [--verbose]

Runs the golden cases in FOLDER and prints the worst absolute and relative error of each.
  --backend NAME  backend to run on (default: the fastest that starts)
  --only TEXT     only cases whose name contains TEXT
  --verbose       one line per tensor`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      backend: { type: 'string', default: 'auto' },
      only: { type: 'string', default: '' },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [folder] = positionals;
  if (values.help || folder === undefined || positionals.length > 1) {
    console.log(USAGE);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const cases = findCases(folder).filter(({ name }) => name.includes(values.only));
  expectThat(cases.length > 0, 'parity', `golden cases in "${folder}"`, 'none');
  const backend = await startBackend({ name: values.backend as 'auto', report: console.log });
  console.log(`${cases.length} cases in ${folder} on ${backend.description}`);
  const results: CaseResult[] = [];
  for (const found of cases) {
    const result = await runCase(found);
    results.push(result);
    console.log(resultLine(result));
    for (const line of detailLines(result, values.verbose)) console.log(line);
  }
  for (const line of summaryLines(results)) console.log(line);
  process.exitCode = results.some(({ outcome }) => outcome === 'failed') ? 1 : 0;
  await backend.stop();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
