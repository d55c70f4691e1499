import { defineStudy, type Study } from '@tandem-det/ablation';
import { ExpectationError, expectThat } from '@tandem-det/base';
import { loadConfig } from '../config/load-config.ts';
import { applyOverrides } from '../config/overrides.ts';
import { studySchema } from '../config/study-schema.ts';
import { importDefault, isModule } from '../recipe/import-module.ts';
import { moduleContent } from '../recipe/module-content.ts';
import { buildStudy } from './build-study.ts';

/**
 * The study of a file: a config (YAML or JSON), or a module (TypeScript or JavaScript) whose default export is a
 * `Study`, or a function that makes one of the overrides of the command line, as nested keys. Parts of the user's own in
 * it are identified by its content, and by these overrides.
 */
export async function loadStudy(
  file: string,
  overrides: readonly string[],
  report: (line: string) => void,
): Promise<Study> {
  if (!isModule(file)) {
    return buildStudy(await loadConfig(studySchema, file, overrides), file, report);
  }
  const exported = await importDefault(file);
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
  const content = [await moduleContent(file), ...overrides];
  return defineStudy({ content, ...study } as Study);
}
