import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ExpectationError } from '@tandem-det/base';
import { tsImport } from 'tsx/esm/api';

/** Whether a file is a module (TypeScript or JavaScript) by its name, not a config. */
export function isModule(file: string): boolean {
  return /\.[cm]?[jt]s$/.test(file);
}

/** The default export of a module. */
export async function importDefault(file: string): Promise<unknown> {
  try {
    const url = pathToFileURL(path.resolve(file)).href;
    const module = (await tsImport(url, import.meta.url)) as { readonly default?: unknown };
    return module.default;
  } catch (error) {
    throw new ExpectationError(file, 'a module that can be imported', (error as Error).message, '', {
      cause: error,
    });
  }
}
