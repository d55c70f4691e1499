import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { runReadme } from './testing/index.ts';

it('has an example in its README that runs', async () => {
  expect(await runReadme(resolve(import.meta.dirname, '..'))).toBeGreaterThan(0);
});
