import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { newFolder } from '@tandem-det/core/testing';
import { expect, it } from 'vitest';
import { moduleContent } from './module-content.ts';

const STUDY = `
import { defineStudy } from '@tandem-det/ablation';
import { floor } from './parts/floor.ts';
const scale = 2;
export const loss = (value: number): number => scale * floor(value);
export default defineStudy;
`;
const FLOOR = 'export const floor = (value: number) => Math.max(value, 1);\n';

async function contentOf(study = STUDY, floor = FLOOR): Promise<string> {
  const folder = await newFolder();
  await mkdir(path.join(folder, 'parts'));
  await writeFile(path.join(folder, 'study.ts'), study);
  await writeFile(path.join(folder, 'parts', 'floor.ts'), floor);
  return moduleContent(path.join(folder, 'study.ts'));
}

it('is the same wherever the module lies, whatever its comments and its layout', async () => {
  const content = await contentOf();
  expect(content).toMatch(/^[0-9a-f]{16}$/);
  expect(
    await contentOf(`// What is compared.\n${STUDY.replaceAll('\n', '\n\n')}`, `/** At least 1. */ ${FLOOR}`),
  ).toBe(content);
});

it.each([
  ['what a function closes over', STUDY.replace('scale = 2', 'scale = 3'), FLOOR],
  ['a function', STUDY.replace('scale * floor', 'scale + floor'), FLOOR],
  ['a module of the same project', STUDY, FLOOR.replace('1)', '2)')],
  ['what is imported of a package', STUDY.replaceAll('defineStudy', 'planRuns'), FLOOR],
])('differs where %s does', async (_, study, floor) => {
  expect(await contentOf(study, floor)).not.toBe(await contentOf());
});

it('refuses a module that cannot be imported', async () => {
  await expect(contentOf("import { a } from './none.ts';\nexport default a;\n")).rejects.toThrow(
    /study\.ts: expected a module that can be imported, got .*Could not resolve "\.\/none\.ts"/s,
  );
});
