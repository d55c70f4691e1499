import { writeFileSync } from 'node:fs';
import { compileResize } from './compile-assembly.ts';

/** Rebuilds resize.generated.ts from the sources in `assembly`: `pnpm --filter @tandem-det/data generate`. */
writeFileSync(
  new URL('resize.generated.ts', import.meta.url),
  `/* Generated from assembly/*.ts by generate.ts; not to be edited. */
export const resizeModule =
  '${Buffer.from(await compileResize()).toString('base64')}';
`,
);
