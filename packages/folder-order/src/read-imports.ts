import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { preProcessFile } from 'typescript';
import type { FileImport } from './neighbor-imports.ts';

/** Tests and fixtures import from above what they test: theirs do not count. */
const IS_TEST = /\.(test|fixture)\.tsx?$/;

/**
 * Every import of a package's own files in `src`, by files that are no tests. `files` are their paths in `src`.
 * Written `./x.ts`, or `./x` as AssemblyScript does.
 */
export function readImports(src: string, files: readonly string[]): FileImport[] {
  const known = new Set(files);
  return files
    .filter((file) => !IS_TEST.test(file))
    .flatMap((from) =>
      preProcessFile(readFileSync(join(src, from), 'utf8'), true, true)
        .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
        .map(({ fileName }) => posix.join(posix.dirname(from), fileName))
        .flatMap((path) => [path, `${path}.ts`].filter((to) => known.has(to)))
        .map((to) => ({ from, to })),
    );
}
