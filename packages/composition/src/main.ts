import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { documentText } from './document.ts';

const path = fileURLToPath(new URL('../../../docs/composition.md', import.meta.url));
await writeFile(path, documentText());
console.log(`Written: ${path}`);
