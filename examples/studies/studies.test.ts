import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { run, terminalOutput } from '@tandem-det/cli';
import { newFolder } from '@tandem-det/core/testing';
import { describeOnce, testBackends } from '@tandem-det/kernels/testing';
import { expect, it } from 'vitest';

const here = import.meta.dirname;
const studies = (await readdir(here)).filter(
  (name) => /\.(ts|yml)$/.test(name) && !/^(base|studies\.test)\.ts$/.test(name),
);
const SHORT = [
  'seeds=[0]',
  'training={steps: 2, batchSize: 2}',
  'input={width: 64, height: 64}',
  'data={train: {kind: scenes, count: 4, seed: 0}, validation: {kind: scenes, count: 2, seed: 0}}',
];

// What a study says does not depend on the backend; its parts are tested on each, and a study of them is
// (bccd/study.test.ts).
describeOnce('studies', () => {
  it.each(studies)('%s runs in short form', async (name) => {
    const out = await newFolder();
    const errors: string[] = [];
    const words = [
      'ablate',
      '--config',
      path.join(here, name),
      '--out',
      out,
      '--backend',
      testBackends().at(-1)!,
    ];
    const code = await run([...words, ...SHORT.flatMap((change) => ['--set', change])], {
      output: terminalOutput({ write: () => {}, bar: false }),
      error: (text) => errors.push(text),
    });
    expect([code, errors]).toEqual([0, []]);
    const rows = JSON.parse(await readFile(path.join(out, 'table.json'), 'utf8'));
    expect(rows.length).toBeGreaterThan(1);
    // A study whose cells are the same detector would show no difference.
    const records = await readdir(path.join(out, 'records'));
    const losses = await Promise.all(
      records.map(async (file) => JSON.parse(await readFile(path.join(out, 'records', file), 'utf8')).losses),
    );
    expect(new Set(losses.map((each) => JSON.stringify(each))).size).toBe(records.length);
  });
});
