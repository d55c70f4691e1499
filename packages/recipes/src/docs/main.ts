import { writeFile } from 'node:fs/promises';
import { configDocuments } from './config-documents.ts';

for (const [file, text] of configDocuments()) {
  await writeFile(file, text);
  console.log(`Written: ${file}`);
}
