import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { BackendName } from '@tandem-det/kernels/backends';
import { documentText } from './document.ts';
import { tryAll } from './try-all.ts';

const { values } = parseArgs({
  options: { all: { type: 'boolean', default: false }, backend: { type: 'string', default: 'wasm' } },
});
if (values.all) {
  const allFine = await tryAll(values.backend as BackendName, (line) => console.log(line));
  process.exitCode = allFine ? 0 : 1;
} else {
  const path = fileURLToPath(new URL('../../../docs/composition.md', import.meta.url));
  await writeFile(path, documentText());
  console.log(`Written: ${path}`);
}
