import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileAssembly } from './compile-assembly.ts';

/** Rebuilds simd.generated.ts from the sources in `assembly`: `pnpm --filter @tandem-det/kernels generate`. */
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const modules = await compileAssembly(here('assembly'));
const names = Object.keys(modules) as (keyof typeof modules)[];
const lines = names.map((name) => `  ${name}: '${Buffer.from(modules[name]).toString('base64')}',`);
writeFileSync(
  here('simd.generated.ts'),
  `/* Generated from assembly/*.ts by generate.ts; not to be edited. */
export type SimdVariant = ${names.map((name) => `'${name}'`).join(' | ')};

export const simdModules: Readonly<Record<SimdVariant, string>> = {
${lines.join('\n')}
};
`,
);
