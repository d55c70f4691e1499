import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { documentText } from './document.ts';
import { BACKENDS, type Column, measureBackend } from './table.ts';

const USAGE = `Usage: pnpm accuracy [GOLDENS]

Measures every op of kernels on every backend against float64, and against the golden cases in the folder GOLDENS, and
writes docs/accuracy.md. Needs all four backends.`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', default: false } },
  });
  if (values.help || positionals.length > 1) {
    console.log(USAGE);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const [goldens] = positionals;
  const columns: Column[] = [];
  for (const backend of BACKENDS) columns.push(await measureBackend(backend, goldens, console.log));
  const path = fileURLToPath(new URL('../../../../docs/accuracy.md', import.meta.url));
  await writeFile(path, documentText(columns, goldens !== undefined));
  console.log(`Written: ${path}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
