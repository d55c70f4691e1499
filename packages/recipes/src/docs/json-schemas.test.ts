import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const examples = path.resolve(import.meta.dirname, '../../../../examples');
const schemaOf = async (name: string) =>
  JSON.parse(await readFile(path.resolve(import.meta.dirname, `../../${name}.schema.json`), 'utf8'));
const validator = async (name: string) =>
  new Ajv2020({ discriminator: false, allowUnionTypes: true }).compile(await schemaOf(name));

const files = (await readdir(examples, { recursive: true })).filter(
  (file) => file.endsWith('.yml') && !file.includes('node_modules') && !file.startsWith('cluster'),
);

describe('the JSON Schemas of configs', () => {
  it.each(files)('%s is valid by the one that it names', async (file) => {
    const text = await readFile(path.join(examples, file), 'utf8');
    const named = /^# yaml-language-server: \$schema=(\S+)$/m.exec(text)?.[1];
    expect(named).toBeDefined();
    const name = path.basename(named!, '.schema.json');
    expect(path.resolve(examples, path.dirname(file), named!)).toBe(
      path.resolve(import.meta.dirname, `../../${name}.schema.json`),
    );
    const validate = await validator(name);
    expect(validate(parse(text, { merge: true })), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each([
    ['run', { model: { preset: 'tood', topk: 9 } }],
    ['run', { model: { preset: 'todd' } }],
    ['run', { optimizer: { momentum: 1 } }],
    ['run', { trainign: {} }],
    ['study', { model: { topk: 9 } }],
    ['study', { seeds: [-1] }],
  ])('%s refuses %j', async (name, change) => {
    const config = {
      input: { width: 64, height: 64 },
      data: {},
      ...(name === 'study' && { axes: { 'model.topK': [1, 2] }, seeds: [0] }),
    };
    const validate = await validator(name);
    expect(validate(config), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...config, ...change })).toBe(false);
  });
});
