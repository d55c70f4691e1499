import { readFile } from 'node:fs/promises';
import { expectReadOrRefused } from '@tandem-det/core/testing';
import { it } from 'vitest';
import { configOf } from './load-config.ts';
import { applyOverrides } from './overrides.ts';
import { parseConfig } from './parse-config.ts';
import { runSchema } from './run-schema.ts';

it('mutated configs are read or refused with an ExpectationError', async () => {
  await expectReadOrRefused({
    kind: 'config',
    share: 0.2,
    original: await readFile(new URL('../../../../examples/bccd/tood.yml', import.meta.url)),
    read: (bytes) => {
      const config = configOf(Buffer.from(bytes).toString('utf8'), 'run.yml');
      parseConfig(runSchema, applyOverrides(config, ['training.epochs=2']), 'run.yml');
    },
  });
});
