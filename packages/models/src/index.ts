export { buildPublished, modelConfig } from './build/build-published.ts';
export { MODELS, publishedDetector, publishedModel } from './catalogue/catalogue.ts';
export { COCO_CATEGORY_IDS, COCO_CLASSES, TORCHVISION_CLASSES } from './catalogue/coco-classes.ts';
export type { InputRecipe } from './catalogue/input-recipe.ts';
export type {
  PublishedArchitecture,
  PublishedBackbone,
  PublishedDetector,
  PublishedModel,
  PublishedResNet,
  PublishedWeights,
} from './catalogue/published-model.ts';
export { modelsFolder } from './fetch/cache-folder.ts';
export { checkFile } from './fetch/check-file.ts';
export type { DownloadProgress } from './fetch/download.ts';
export { type FetchWeightsOptions, fetchWeights } from './fetch/fetch-weights.ts';
export {
  checkpointAt,
  type FindOptions,
  type FoundObject,
  type LoadedModel,
  type LoadModelOptions,
  loadModel,
  publishedRecipe,
} from './load/load-model.ts';
export { loadPublished } from './load/load-published.ts';
export type { Photo } from './load/read-photo.ts';
export { locateWeights } from './locate-weights.ts';
