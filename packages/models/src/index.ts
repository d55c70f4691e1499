export { type BuildPublishedOptions, buildPublished } from './build/build-published.ts';
export { storedNames } from './build/stored-names.ts';
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
