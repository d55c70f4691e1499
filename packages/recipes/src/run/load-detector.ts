import { loadParameters } from '@tandem-det/checkpoints';
import type { Category } from '@tandem-det/data';
import type { Detector } from '@tandem-det/detector';
import type { RunConfig } from '../config/run-schema.ts';
import { buildDetector } from './build-detector.ts';
import { configOfCheckpoint } from './run-config.ts';

export interface LoadedDetector {
  readonly detector: Detector;
  readonly categories: readonly Category[];
  /** What it was trained with; the input of detection is in it. */
  readonly run: RunConfig;
  readonly step: number;
}

/** The detector of a checkpoint that `tandem train` wrote, with its weights. Needs a started backend. */
export async function loadDetector(path: string): Promise<LoadedDetector> {
  const { run, categories, step } = await configOfCheckpoint(path);
  const classes = categories.map(({ name }) => name);
  const detector = buildDetector(run.model, classes, run.training.seed);
  try {
    await loadWeights(detector, path);
    return { detector, categories, run, step };
  } catch (error) {
    detector.dispose();
    throw error;
  }
}

/** Fills a detector from a checkpoint of the same model and classes. */
export async function loadWeights(
  detector: Pick<Detector, 'parameters' | 'classes'>,
  path: string,
): Promise<void> {
  await loadParameters(detector.parameters, path, { classes: detector.classes });
}
