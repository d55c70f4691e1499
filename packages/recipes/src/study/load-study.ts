import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineStudy, type Study } from '@tandem-det/ablation';
import { ExpectationError, expectThat } from '@tandem-det/base';
import { tsImport } from 'tsx/esm/api';
import { loadConfig } from '../config/load-config.ts';
import { applyOverrides } from '../config/overrides.ts';
import { studySchema } from '../config/study-schema.ts';
import { buildStudy } from './build-study.ts';

/**
 * The study of a file: a config (YAML or JSON), or a module (TypeScript or JavaScript) whose default export is a
 * `Study`, or a function that makes one of the overrides of the command line, as nested keys.
 */
export async function loadStudy(
  file: string,
  overrides: readonly string[],
  report: (line: string) => void,
): Promise<Study> {
  if (!/\.[cm]?[jt]s$/.test(file)) {
    return buildStudy(await loadConfig(studySchema, file, overrides), file, report);
  }
  let module: { readonly default?: unknown };
  try {
    module = (await tsImport(pathToFileURL(path.resolve(file)).href, import.meta.url)) as typeof module;
  } catch (error) {
    throw new ExpectationError(file, 'a module that can be imported', (error as Error).message);
  }
  const { default: exported } = module;
  const isMaker = typeof exported === 'function';
  expectThat(
    isMaker || overrides.length === 0,
    '--set',
    'a config, or a module that exports a function of the changes',
    file,
  );
  const study = (isMaker ? await exported(applyOverrides({}, overrides)) : exported) as
    | Partial<Study>
    | undefined;
  if (typeof study?.prepare !== 'function' || study.axes === undefined || study.seeds === undefined) {
    throw new ExpectationError(
      file,
      'a study as the default export',
      study === undefined ? 'none' : 'something else',
      'End it with `export default defineStudy({ ... })`.',
    );
  }
  return defineStudy(study as Study);
}
