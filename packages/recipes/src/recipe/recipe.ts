import { expectOnlyKeys, expectThat, kindOf } from '@tandem-det/base';
import type { DetectionDataset, Transform } from '@tandem-det/data';
import type { Detector } from '@tandem-det/detector';
import type { Optimizer, Schedule } from '@tandem-det/training';
import type { Split } from '../config/data-schema.ts';
import type { RunConfig, RunConfigInput } from '../config/run-schema.ts';

/** What a detector is made for. */
export interface MadeFor {
  readonly classes: readonly string[];
  /** Decides the initial values. */
  readonly seed: number;
  /** What it is to be trained on; undefined for a trained one, which only looks at images. */
  readonly dataset?: DetectionDataset | undefined;
}

/** The same for one that is trained. */
export interface TrainedOn extends MadeFor {
  readonly dataset: DetectionDataset;
}

/** Steps of a whole run and of one of its epochs. */
export interface RunLength {
  readonly steps: number;
  readonly stepsPerEpoch: number;
}

/** What code makes in place of what the config says. */
export interface RecipeParts {
  /** The detector, in place of `model`. */
  readonly detector?: ((made: MadeFor) => Detector) | undefined;
  /** A dataset, in place of that of `data`; null for no validation. */
  readonly dataset?:
    | ((split: Split, config: RunConfig) => DetectionDataset | null | Promise<DetectionDataset | null>)
    | undefined;
  /** What happens to training images, in place of `input.augmentation` and `input.flip`. */
  readonly transforms?: ((input: RunConfig['input']) => readonly Transform[]) | undefined;
  /** What happens to images that are looked at, in place of fitting them into the input; it may not be random. */
  readonly evaluationTransforms?: ((input: RunConfig['input']) => readonly Transform[]) | undefined;
  /** The optimizer, in place of the kind and the options of `optimizer`. */
  readonly optimizer?: ((config: RunConfig['optimizer']) => Optimizer) | undefined;
  /** The learning rate, in place of `optimizer.learningRate` and `schedule`. */
  readonly schedule?: ((length: RunLength, config: RunConfig) => Schedule) | undefined;
}

/** What a module for `--config` exports as its default. */
export interface RecipeOptions extends RecipeParts {
  /** As in a config file, without `model` where there is `detector`; `--set` changes it. */
  readonly config: RunConfigInput;
}

/** A run that is described in full: a config that was read, and what code makes. */
export interface Recipe extends RecipeParts {
  readonly config: RunConfig;
  /** Identifies the parts that code makes: a hash of the module and of what it imports from its project. */
  readonly version?: string | undefined;
}

/** The compiler sees to it that they are all. */
const KEYS = {
  config: true,
  detector: true,
  dataset: true,
  transforms: true,
  evaluationTransforms: true,
  optimizer: true,
  schedule: true,
} satisfies Record<keyof RecipeOptions, true>;

/**
 * A run of a config with parts that a config has no word for. A module whose default export it is can be trained as a
 * config is: `tandem train --config detector.ts`.
 *
 * Errors: an ExpectationError for an unknown key, without a config, and for a part that is no function.
 */
export function defineRecipe(recipe: RecipeOptions): RecipeOptions {
  expectOnlyKeys('defineRecipe', recipe, KEYS);
  const { config, ...makers } = recipe;
  expectThat(
    typeof config === 'object' && config !== null,
    'defineRecipe: config',
    'a config',
    kindOf(config),
  );
  for (const [name, make] of Object.entries(makers)) {
    const isMaker = make === undefined || typeof make === 'function';
    expectThat(isMaker, `defineRecipe: ${name}`, 'a function that makes it', kindOf(make));
  }
  return recipe;
}
