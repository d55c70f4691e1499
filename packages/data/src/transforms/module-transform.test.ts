import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { descriptionOf } from '@tandem-det/base';
import { expect, it } from 'vitest';
import { sampleWith } from '../testing/samples.ts';
import { moduleTransform } from './module-transform.ts';

const darker = new URL('../testing/darker.ts', import.meta.url);

it('is made by the default export of its module, and says which version of it', async () => {
  const transform = await moduleTransform({ module: darker, version: 3, options: { by: 2 } });
  const sample = sampleWith(4, 2);
  const { image } = transform(sample, () => 0);
  expect([...image.data]).toEqual([...sample.image.data].map((value) => Math.floor(value / 2)));
  expect(descriptionOf(transform)).toEqual({ kind: 'darker', options: { by: 2 }, version: 3 });
});

it('keeps what the module says of it', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'tandem-data-'));
  const module = path.join(folder, 'same.mjs');
  await writeFile(
    module,
    'const same = (sample) => sample;\nsame.deterministic = true;\nexport default () => same;\n',
  );
  const [first, second] = [
    await moduleTransform({ module, version: 1 }),
    await moduleTransform({ module, version: 2 }),
  ];
  expect([first.deterministic, first.others]).toEqual([true, undefined]);
  expect([descriptionOf(first).version, descriptionOf(second).version]).toEqual([1, 2]);
});

it('refuses a module that makes no transform, and one that is not there', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'tandem-data-'));
  const module = path.join(folder, 'wrong.mjs');
  await writeFile(module, 'export default () => 3;\n');
  await expect(moduleTransform({ module, version: 1 })).rejects.toThrow(
    'wrong.mjs: expected a default export that makes a transform from its options, got one that makes number. End the module with `export default (options) => (sample, random) => …`.',
  );
  await expect(moduleTransform({ module: `${module}x`, version: 1 })).rejects.toThrow(
    'wrong.mjsx: expected a module that can be imported, got ',
  );
  await expect(moduleTransform({ module } as never)).rejects.toThrow(
    'moduleTransform: version: expected a version, such as 1, got nothing.',
  );
});
