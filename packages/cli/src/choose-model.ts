import { ExpectationError } from '@tandem-det/base';
import type { BatchInput, Category, DetectionDataset } from '@tandem-det/data';
import type { Detector } from '@tandem-det/detector';
import { checkpointAt, loadModel, publishedDetector, publishedRecipe } from '@tandem-det/models';
import { loadDetector, type Recipe, type RunConfig, readStoredRun } from '@tandem-det/recipes';
import type { Output } from './terminal/output.ts';
import { shownDownload } from './weights-locator.ts';

/** What says which detector a command looks with. */
export interface ModelOptions {
  readonly checkpoint?: string;
  readonly model?: string;
  readonly weights?: string;
  readonly signal?: AbortSignal;
}

/** A detector that looks at images. */
export interface ChosenDetector {
  readonly detector: Detector;
  readonly input: BatchInput;
  readonly categories: readonly Category[];
  readonly recipe: Recipe;
  readonly step?: number;
  dispose(): Promise<void>;
}

export interface ChosenModel {
  readonly name: string;
  /** What it was trained with, or what a published model is. */
  readonly recipe: Recipe;
  /** Loads it; needs a started backend. A published model is loaded for the classes of `dataset` where there is one. */
  load(
    output: Output,
    given: {
      readonly data: RunConfig['data'];
      readonly dataset?: DetectionDataset;
      /** Makes a detector whose checkpoint does not tell how. */
      readonly make?: Recipe['detector'];
    },
  ): Promise<ChosenDetector>;
}

/** The detector that `--model` or `--checkpoint` names. Throws an ExpectationError unless exactly one of them is given. */
export async function chooseModel({
  checkpoint,
  model,
  weights,
  signal,
}: ModelOptions): Promise<ChosenModel> {
  const given = model ?? checkpoint;
  if (given === undefined || (model !== undefined && checkpoint !== undefined)) {
    throw new ExpectationError(
      'command line',
      '--model NAME or --checkpoint FILE',
      given === undefined ? 'neither' : 'both',
      'tandem models lists the published ones.',
    );
  }
  const own = checkpoint ?? (await checkpointAt(given));
  if (own !== undefined) return ownModel(own, weights);
  const published = publishedDetector(given);
  return {
    name: given,
    recipe: publishedRecipe(published),
    async load(output, { dataset }) {
      const { options, stop } = shownDownload(output, given, signal);
      const classes = dataset?.classes.map(({ name }) => name);
      const loaded = await loadModel(given, {
        ...options,
        ...(weights !== undefined && { weights }),
        ...(classes && { classes }),
      }).finally(stop);
      return loaded;
    },
  };
}

async function ownModel(checkpoint: string, weights: string | undefined): Promise<ChosenModel> {
  if (weights !== undefined) {
    throw new ExpectationError('--weights', 'the name of a published model beside it', checkpoint);
  }
  const { recipe } = await readStoredRun(checkpoint);
  return {
    name: checkpoint,
    recipe,
    async load(_, { data, make }) {
      const { evaluationInput: input, ...loaded } = await loadDetector(checkpoint, { data, detector: make });
      return { ...loaded, input };
    },
  };
}
