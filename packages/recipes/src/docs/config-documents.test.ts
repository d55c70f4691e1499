import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { configDocuments } from './config-documents.ts';

it.each([...configDocuments()])('%s is what the schemas say', async (file, text) => {
  const written = await readFile(file, 'utf8').catch(() => '');
  expect(written === text, `${path.basename(file)} is stale. Run pnpm docs:config.`).toBe(true);
});
