import type { LocatedWeights, WeightsConfig } from '@tandem-det/recipes';
import { publishedModel } from './catalogue/catalogue.ts';
import { type FetchWeightsOptions, fetchWeights } from './fetch/fetch-weights.ts';

/**
 * The file of weights that the section `weights` of a config names, with what is known of it: that of a published model
 * is fetched where there is no `file`. Errors: those of `publishedModel` and of `fetchWeights`.
 */
export async function locateWeights(
  { model, file, scope, stateDict, classes }: WeightsConfig,
  options: FetchWeightsOptions = {},
): Promise<LocatedWeights> {
  if (model === undefined) return { file: file!, scope, stateDict, classes };
  const published = publishedModel(model);
  const path = file ?? (await fetchWeights(published, options));
  return published.kind === 'backbone'
    ? { file: path, scope: 'backbone', stateDict }
    : { file: path, scope, stateDict, classes: classes ?? published.fileClasses ?? published.classes };
}
