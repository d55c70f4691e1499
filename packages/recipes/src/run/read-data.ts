import type { DetectionDataset } from '@tandem-det/data';
import type { Split } from '../config/data-schema.ts';
import { buildDataset } from '../parts/build-dataset.ts';
import type { Recipe } from '../recipe/recipe.ts';

/** The datasets of a run. */
export interface RunData {
  readonly train: DetectionDataset;
  /** Null where the run has none: it is then not measured. */
  readonly validation: DetectionDataset | null;
}

type Report = (line: string) => void;

/** Reads the datasets of a run. Needs no backend; `report` gets what is worth saying of them. */
export async function readData(recipe: Recipe, report: Report): Promise<RunData> {
  const train = await readDataset(recipe, 'train', report);
  return { train, validation: await datasetIfAny(recipe, 'validation', report) };
}

/** One dataset of a run. Throws an ExpectationError where it has none. */
export async function readDataset(recipe: Recipe, split: Split, report: Report): Promise<DetectionDataset> {
  return (await datasetIfAny(recipe, split, report)) ?? buildDataset(recipe.config, split, report);
}

/** One dataset of a run, that of its code or else that of its config; null where it has none. */
export async function datasetIfAny(
  { dataset, config }: Recipe,
  split: Split,
  report: Report,
): Promise<DetectionDataset | null> {
  const made = await dataset?.(split, config);
  if (made) return made;
  return config.data[split] === undefined ? null : buildDataset(config, split, report);
}
