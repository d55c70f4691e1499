import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { newFolder } from '@tandem-det/core/testing';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { loggedLosses, tandem } from '../testing/small-run.ts';

const folder = fileURLToPath(new URL('../../../../examples/scenes', import.meta.url));
const runs = readdirSync(folder).filter(
  (name) => !('seeds' in parse(readFileSync(`${folder}/${name}`, 'utf8'))),
);

it('there is an example of every preset', () => {
  expect(runs).toEqual(
    ['atss', 'fcos', 'gfl', 'ota', 'retinanet', 'tood', 'yolox'].map((name) => `${name}.yml`),
  );
});

it.each(runs)('%s trains for two steps and detects', async (name) => {
  const out = await newFolder();
  const short = ['training.steps=2', 'training.batchSize=2', 'data.train.count=4', 'data.validation.count=2'];
  const set = short.flatMap((change) => ['--set', change]);
  const { code, error } = await tandem('train', '--config', `${folder}/${name}`, ...set, '--out', out);
  expect(error).toBe('');
  expect(code).toBe(0);
  const losses = await loggedLosses(out);
  expect(losses).toHaveLength(2);
  expect(losses.every(({ loss }) => Number.isFinite(loss) && loss > 0)).toBe(true);
});
