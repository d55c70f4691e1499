import { ExpectationError, expectThat, kindOf } from '@tandem-det/base';
import type { z } from 'zod';
import { loadConfig } from '../config/load-config.ts';
import { applyOverrides } from '../config/overrides.ts';
import { parseConfig } from '../config/parse-config.ts';
import { composedSchema, type RunConfig, runSchema } from '../config/run-schema.ts';
import { importDefault, isModule } from './import-module.ts';
import { moduleContent } from './module-content.ts';
import { defineRecipe, type Recipe, type RecipeOptions } from './recipe.ts';

/**
 * The recipe of a file: a config (YAML or JSON), or a module (TypeScript or JavaScript) whose default export is one,
 * with `key=value` overrides of the config applied.
 *
 * Errors: an ExpectationError for a file that cannot be read or imported, and for whatever is wrong in it.
 */
export async function loadRecipe(file: string, overrides: readonly string[] = []): Promise<Recipe> {
  if (!isModule(file)) return { config: await loadConfig(runSchema, file, overrides) };
  const { config, ...made } = await recipeOf(file);
  const parts = { ...made, version: await moduleContent(file) };
  const given = applyOverrides(config, overrides) as object;
  if (parts.detector === undefined) return { ...parts, config: parseConfig(runSchema, given, file) };
  expectThat(
    !('model' in given),
    `${file}, model`,
    'nothing, since the module makes the detector',
    'a section',
    "Remove it, or the module's `detector`.",
  );
  return { ...parts, config: parseConfig(composedSchema, given, file) };
}

/** A recipe with `key=value` overrides of its config applied; `source` names it in errors. */
export function changedRecipe(recipe: Recipe, overrides: readonly string[], source: string): Recipe {
  const config = applyOverrides(recipe.config, overrides);
  const schema = recipe.detector === undefined ? runSchema : composedSchema;
  return { ...recipe, config: parseConfig<z.ZodType<RunConfig>>(schema, config, source) };
}

async function recipeOf(file: string): Promise<RecipeOptions> {
  const exported = await importDefault(file);
  if (typeof exported !== 'object' || exported === null || !('config' in exported)) {
    throw new ExpectationError(
      file,
      'a recipe as the default export',
      exported === undefined ? 'none' : kindOf(exported),
      'End it with `export default defineRecipe({ config, detector })`.',
    );
  }
  return defineRecipe(exported as RecipeOptions);
}
