import { resolve } from 'node:path';
import { runReadme } from '@tandem-det/core/testing';
import { expect, it } from 'vitest';

it('has an example in its README that runs', async () => {
  expect(await runReadme(resolve(import.meta.dirname, '..'))).toBeGreaterThan(0);
});
