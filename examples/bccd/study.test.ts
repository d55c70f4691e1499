import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { run, terminalOutput } from '@tandem-det/cli';
import { newFolder } from '@tandem-det/core/testing';
import { generatedScenes, writeCoco } from '@tandem-det/data';
import { testBackends } from '@tandem-det/kernels/testing';
import { expect, it } from 'vitest';

it.each([
  ['study.ts', ['parallel', 'T-Head']],
  ['methods.yml', ['ATSS', 'TOOD']],
])('%s runs on a small dataset in COCO format', async (file, names) => {
  const [root, out] = [await newFolder(), await newFolder()];
  const size = { width: 64, height: 64 };
  for (const split of ['train', 'val'] as const) {
    await writeCoco(generatedScenes({ count: 4, split, size }), { folder: path.join(root, split) });
  }
  const splitOf = (name: string) =>
    `{kind: coco, annotations: ${name}/annotations.json, images: ${name}/images}`;
  const changes = [
    `data.root=${root}`,
    `data.train=${splitOf('train')}`,
    `data.validation=${splitOf('val')}`,
    'training={steps: 2, batchSize: 2}',
    'input={width: 64, height: 64}',
  ];
  const words = ['ablate', '--config', path.join(import.meta.dirname, file), '--out', out];
  const errors: string[] = [];
  const code = await run(
    [...words, '--backend', testBackends().at(-1)!, ...changes.flatMap((change) => ['--set', change])],
    { output: terminalOutput({ write: () => {}, bar: false }), error: (text) => errors.push(text) },
  );
  expect([code, errors]).toEqual([0, []]);
  const rows = JSON.parse(await readFile(path.join(out, 'table.json'), 'utf8'));
  expect(rows.map(({ name, runs }: { name: string; runs: number }) => [name, runs])).toEqual(
    names.map((name) => [name, 3]),
  );
});
