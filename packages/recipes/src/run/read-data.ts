import type { DetectionDataset } from '@tandem-det/data';
import type { RunConfig } from '../config/run-schema.ts';
import { buildDataset } from '../parts/build-dataset.ts';

/** The datasets of a run. */
export interface RunData {
  readonly train: DetectionDataset;
  /** Null where the config has none: the run is then not measured. */
  readonly validation: DetectionDataset | null;
}

/** Reads the datasets of a config. Needs no backend; `report` gets what is worth saying of them. */
export async function readData(config: RunConfig, report: (line: string) => void): Promise<RunData> {
  const train = await buildDataset(config, 'train', report);
  const validation = config.data.validation && (await buildDataset(config, 'validation', report));
  return { train, validation };
}
