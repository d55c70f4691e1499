import { createHash } from 'node:crypto';
import path from 'node:path';
import { ExpectationError } from '@tandem-det/base';
import { build } from 'esbuild';

/**
 * What a module computes, as 16 hexadecimal digits: a hash over the code of the module and of all that it imports from
 * the same project, without comments and layout. Packages count by their names alone: their parts describe themselves.
 * What is imported by a name that is computed, and files that are read, are not seen.
 *
 * Errors: an ExpectationError for a module that cannot be read, or imports what is not there.
 */
export async function moduleContent(file: string): Promise<string> {
  try {
    const { outputFiles } = await build({
      absWorkingDir: path.dirname(path.resolve(file)),
      entryPoints: [path.resolve(file)],
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      minify: true,
      legalComments: 'none',
      write: false,
      logLevel: 'silent',
    });
    const hash = createHash('sha256');
    for (const { contents } of outputFiles) hash.update(contents);
    return hash.digest('hex').slice(0, 16);
  } catch (error) {
    throw new ExpectationError(file, 'a module that can be imported', (error as Error).message);
  }
}
