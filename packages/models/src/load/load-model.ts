import { stat } from 'node:fs/promises';
import path from 'node:path';
import { ExpectationError } from '@tandem-det/base';
import type { BatchInput, Category, DetectionDataset, RgbImage } from '@tandem-det/data';
import type { Detector } from '@tandem-det/detector';
import { detectDataset } from '@tandem-det/inference';
import { backendDetails, startBackend } from '@tandem-det/kernels/backends';
import { buildInput, loadDetector, parseConfig, type Recipe, runSchema } from '@tandem-det/recipes';
import { modelConfig } from '../build/build-published.ts';
import { MODELS, publishedDetector } from '../catalogue/catalogue.ts';
import { COCO_CATEGORY_IDS, COCO_CLASSES } from '../catalogue/coco-classes.ts';
import type { PublishedDetector } from '../catalogue/published-model.ts';
import { type FetchWeightsOptions, fetchWeights } from '../fetch/fetch-weights.ts';
import { loadPublished } from './load-published.ts';
import { type Photo, readPhoto } from './read-photo.ts';

export interface LoadModelOptions extends FetchWeightsOptions {
  /** A file of weights of the published model, in place of the one that is fetched. */
  readonly weights?: string;
  /** Some of the published model's classes, in any order; all of them where absent. */
  readonly classes?: readonly string[];
}

/** An object in a photograph. */
export interface FoundObject {
  readonly label: string;
  /** In (0, 1]. */
  readonly score: number;
  /** x1, y1, x2, y2 in pixels of the photograph. */
  readonly box: readonly [number, number, number, number];
}

export interface FindOptions {
  /** Lowest score that is reported. */
  readonly threshold?: number;
}

/** A detector that is ready to look at photographs. */
export interface LoadedModel {
  /** As it was asked for. */
  readonly name: string;
  readonly detector: Detector;
  readonly categories: readonly Category[];
  /** What it was trained with; of a published model, what it is and how it looks at images. */
  readonly recipe: Recipe;
  /** How photographs become batches. */
  readonly input: BatchInput;
  /** Steps that a run of one's own trained for. */
  readonly step?: number;
  /** The objects in one photograph, or in each of a list, best first. */
  detect(photo: Photo, options?: FindOptions): Promise<FoundObject[]>;
  detect(photos: readonly Photo[], options?: FindOptions): Promise<FoundObject[][]>;
  dispose(): Promise<void>;
}

/**
 * A detector with its weights: a published model by its name, or one's own by its checkpoint or the folder of its run.
 * The weights of a published model are fetched at the first time. Starts the best backend where none runs.
 *
 * Errors: an ExpectationError for a name that is none, and those of `fetchWeights` and of reading weights.
 */
export async function loadModel(name: string, options: LoadModelOptions = {}): Promise<LoadedModel> {
  const isPublished = MODELS.some((model) => model.name === name);
  const checkpoint = isPublished ? undefined : await checkpointAt(name);
  // Throws for a name that is neither.
  const published = checkpoint === undefined ? publishedDetector(name) : undefined;
  if (backendDetails() === undefined) await startBackend({ name: 'auto', report: () => {} });
  return published === undefined ? loadOwn(name, checkpoint!) : loadByName(published, options);
}

async function loadByName(
  published: PublishedDetector,
  { weights, classes = published.classes, ...options }: LoadModelOptions,
): Promise<LoadedModel> {
  const file = weights ?? (await fetchWeights(published, options));
  const detector = await loadPublished(published, file, classes);
  const recipe = publishedRecipe(published);
  const { loader, ...input } = buildInput(recipe.config, { training: false });
  await loader.close();
  return ready({
    name: published.name,
    detector,
    recipe,
    input,
    categories: classes.map((name, index) => ({ id: categoryId(name) ?? index + 1, name })),
    dispose: async () => detector.dispose(),
  });
}

/** A published detector as a recipe, without data. */
export function publishedRecipe(published: PublishedDetector): Recipe {
  const given = { model: modelConfig(published), input: published.input, data: {} };
  return { config: parseConfig(runSchema, given, published.name) };
}

/** The id that COCO has for a class. */
function categoryId(name: string): number | undefined {
  return COCO_CATEGORY_IDS[COCO_CLASSES.indexOf(name)];
}

async function loadOwn(name: string, checkpoint: string): Promise<LoadedModel> {
  const {
    evaluationInput: input,
    detector,
    categories,
    recipe,
    step,
    dispose,
  } = await loadDetector(checkpoint);
  return ready({ name, detector, recipe, input, categories, step, dispose });
}

/** The checkpoint that a path means, of a file or of the folder of a run; undefined where nothing is there. */
export async function checkpointAt(given: string): Promise<string | undefined> {
  const found = await stat(given).catch(() => undefined);
  if (found === undefined) return undefined;
  if (found.isFile()) return given;
  const file = path.join(given, 'checkpoint.safetensors');
  const hasOne = await stat(file).then(
    (checkpoint) => checkpoint.isFile(),
    () => false,
  );
  if (hasOne) return file;
  throw new ExpectationError(
    'loadModel',
    'the folder of a run',
    `"${given}", which has no checkpoint.safetensors`,
  );
}

/** Photographs that are in memory at a time. */
const AT_ONCE = 4;

function ready(model: Omit<LoadedModel, 'detect'>): LoadedModel {
  const { detector, input, recipe } = model;
  const { colorProfile } = recipe.config.input;

  async function find(photos: readonly Photo[], { threshold = 0.3 }: FindOptions): Promise<FoundObject[][]> {
    const found: FoundObject[][] = [];
    for (let start = 0; start < photos.length; start += AT_ONCE) {
      const images = await Promise.all(
        photos.slice(start, start + AT_ONCE).map((photo) => readPhoto(photo, colorProfile)),
      );
      const dataset = datasetOf(images);
      for await (const { record, detections } of detectDataset({ detector, dataset, input })) {
        const objects = detections.boxes.map((box, index) => ({
          label: detector.classes[detections.classes[index]!]!,
          score: detections.scores[index]!,
          box: inside(box, record),
        }));
        found.push(objects.filter(({ score }) => score >= threshold).toSorted((a, b) => b.score - a.score));
      }
    }
    return found;
  }

  function detect(photo: Photo, options?: FindOptions): Promise<FoundObject[]>;
  function detect(photos: readonly Photo[], options?: FindOptions): Promise<FoundObject[][]>;
  async function detect(given: Photo | readonly Photo[], options: FindOptions = {}) {
    return isList(given) ? find(given, options) : (await find([given], options))[0]!;
  }
  return { ...model, detect };
}

function isList(given: Photo | readonly Photo[]): given is readonly Photo[] {
  return Array.isArray(given);
}

function datasetOf(images: readonly RgbImage[]): DetectionDataset {
  const { length } = images;
  return {
    name: 'photographs',
    classes: [],
    images: images.map((image, index) => ({
      id: index + 1,
      fileName: `photograph ${index + 1} of ${length}`,
      width: image.width,
      height: image.height,
      objects: [],
      load: async () => image,
    })),
  };
}

/** A box cut to the photograph: some methods report what they believe to be beyond its edge. */
function inside(
  [x1, y1, x2, y2]: readonly [number, number, number, number],
  { width, height }: { readonly width: number; readonly height: number },
): FoundObject['box'] {
  const clip = (value: number, most: number) => Math.min(Math.max(value, 0), most);
  return [clip(x1, width), clip(y1, height), clip(x2, width), clip(y2, height)];
}
