import { writeFileSync } from 'node:fs';
import { bundleScript } from './bundle-script.ts';

/** Rebuilds script.generated.ts from the sources in `client`: `pnpm --filter @tandem-det/visualization generate`. */
writeFileSync(
  new URL('script.generated.ts', import.meta.url),
  `/* Generated from client/*.ts by generate.ts; not to be edited. */
/** What makes a page answer to clicks. */
export const SCRIPT =
  ${JSON.stringify(await bundleScript())};
`,
);
