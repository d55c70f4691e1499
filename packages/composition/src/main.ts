import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { documentText } from './document.ts';
import { tryAll } from './try-all.ts';

const { values } = parseArgs({ options: { all: { type: 'boolean', default: false } } });
if (values.all) {
  process.exitCode = (await tryAll((line) => console.log(line))) ? 0 : 1;
} else {
  const path = fileURLToPath(new URL('../../../docs/composition.md', import.meta.url));
  await writeFile(path, documentText());
  console.log(`Written: ${path}`);
}
