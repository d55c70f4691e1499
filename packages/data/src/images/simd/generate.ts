import { writeFileSync } from 'node:fs';
import { compileKernels } from './compile-assembly.ts';

/** Rebuilds kernels.generated.ts from the sources in `assembly`: `pnpm --filter @tandem-det/data generate`. */
writeFileSync(
  new URL('kernels.generated.ts', import.meta.url),
  `/* Generated from assembly/*.ts by generate.ts; not to be edited. */
export const kernelsModule =
  '${Buffer.from(await compileKernels()).toString('base64')}';
`,
);
