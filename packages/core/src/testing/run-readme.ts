import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Runs the TypeScript examples in the README of the package in this folder, so that they stay true. The
 * examples start their own backend and are left to print.
 */
export async function runReadme(folder: string): Promise<number> {
  const text = await readFile(join(folder, 'README.md'), 'utf8');
  const examples = [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code!);
  const target = join(folder, 'node_modules', '.cache', 'readme');
  await mkdir(target, { recursive: true });
  for (const [index, code] of examples.entries()) {
    const file = join(target, `example-${index}.ts`);
    await writeFile(file, code);
    await import(/* @vite-ignore */ file);
  }
  return examples.length;
}
