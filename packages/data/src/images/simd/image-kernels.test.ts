import { expect, it } from 'vitest';
import { compileKernels } from './compile-assembly.ts';
import { kernelsBytes } from './image-kernels.ts';

it('is what its sources compile to; else run `pnpm --filter @tandem-det/data generate`', async () => {
  expect(Buffer.from(await compileKernels()).equals(kernelsBytes())).toBe(true);
});
