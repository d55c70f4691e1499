import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tableRows } from './table.fixture.ts';

it('has every replaced kernel and gradient in its document, and no other', async () => {
  const file = join(import.meta.dirname, '../../../../docs/standard-kernels.md');
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => /^\| (?!kernel|-)/.test(line));
  expect(lines.map((line) => line.replaceAll(/ *\| */g, '|'))).toEqual(tableRows());
});
