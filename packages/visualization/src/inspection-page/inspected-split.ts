import type { DatasetInspection, DetectionDataset } from '@tandem-det/data';

/** A part of the data, such as `train`, and what was found in it. */
export interface InspectedSplit {
  readonly name: string;
  readonly dataset: DetectionDataset;
  readonly inspection: DatasetInspection;
}
