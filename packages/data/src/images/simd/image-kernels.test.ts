import { expect, it } from 'vitest';
import { compileResize } from './compile-assembly.ts';
import { resizeBytes } from './resize-kernel.ts';

it('is what its sources compile to; else run `pnpm --filter @tandem-det/data generate`', async () => {
  expect(Buffer.from(await compileResize()).equals(resizeBytes())).toBe(true);
});
