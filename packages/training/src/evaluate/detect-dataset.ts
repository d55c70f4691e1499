import { batches, type DetectionDataset, disposeBatch, type ImageRecord } from '@tandem-det/data';
import {
  type Detections,
  type DetectOptions,
  type Detector,
  detectionsInOriginal,
} from '@tandem-det/detector';
import type { BatchInput } from '../run/train-options.ts';

export interface DetectDatasetOptions {
  readonly detector: Pick<Detector, 'detect'>;
  readonly dataset: DetectionDataset;
  /** The input that the detector was trained with, without random transforms. */
  readonly input?: BatchInput;
  readonly batchSize?: number;
  /** Passed on to `detector.detect`. */
  readonly detection?: Omit<DetectOptions, 'imageSizes'>;
  /** Ends the run early, after the batch at work. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (images: number, total: number) => void;
  /** Receives one line per image that could not be read and was left out. */
  readonly report?: (line: string) => void;
}

/** What was found in one image, in its own pixels. */
export interface ImageDetections {
  readonly record: ImageRecord;
  readonly detections: Detections;
}

/** Detects in every image of a dataset, in its order; boxes are clipped to the image. */
export async function* detectDataset(
  options: DetectDatasetOptions,
): AsyncGenerator<ImageDetections, void, undefined> {
  const { detector, dataset, input, batchSize = 4, detection, signal, onProgress, report } = options;
  let images = 0;
  const given = batches({ ...input, dataset, batchSize, ...(report && { report }) });
  for await (const batch of given) {
    let found: Detections[];
    try {
      const sizes = (await batch.truth.validSizes.array()) as [number, number][];
      const imageSizes = sizes.map(([height, width]) => ({ height, width }));
      found = await detector.detect(batch.images, { ...detection, imageSizes });
    } finally {
      disposeBatch(batch);
    }
    for (const [index, record] of batch.records.entries()) {
      const detections = detectionsInOriginal(found[index]!, batch.geometries[index]!, record);
      yield { record, detections };
    }
    images = Math.min((batch.position.index + 1) * batchSize, dataset.images.length);
    onProgress?.(images, dataset.images.length);
    if (signal?.aborted) return;
  }
}
