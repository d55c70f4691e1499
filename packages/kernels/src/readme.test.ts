import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

it('has an example in its README that runs', async () => {
  const folder = resolve(import.meta.dirname, '..');
  const text = await readFile(join(folder, 'README.md'), 'utf8');
  const example = /^```ts\n(.*?)^```/ms.exec(text)?.[1];
  expect(example).toContain("from '@tandem-det/kernels'");
  const target = join(folder, 'node_modules', '.cache', 'readme');
  await mkdir(target, { recursive: true });
  await writeFile(join(target, 'example.ts'), example!);
  await import(/* @vite-ignore */ join(target, 'example.ts'));
});
