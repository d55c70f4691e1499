import type { BatchInput, DetectionDataset, ImageRecord } from '@tandem-det/data';
import { batches, disposeBatch } from '@tandem-det/data/batches';
import {
  type Detections,
  type DetectOptions,
  type Detector,
  detectionsInOriginal,
  type ImagePredictions,
  type InputGeometry,
} from '@tandem-det/detector';

export interface DetectDatasetOptions {
  readonly detector: Pick<Detector, 'detect'> & Partial<Pick<Detector, 'detection'>>;
  readonly dataset: DetectionDataset;
  /** The input that the detector was trained with, without random transforms. */
  readonly input?: BatchInput;
  readonly batchSize?: number;
  /** Passed on to `detector.detect`. */
  readonly detection?: Omit<DetectOptions, 'imageSizes' | 'onPredictions'>;
  /** Give what was predicted before non-maximum suppression as well. */
  readonly withPredictions?: boolean;
  /** Ends the run early, after the batch at work. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (images: number, total: number) => void;
  /** Receives one line per image that could not be read and was left out. */
  readonly report?: (line: string) => void;
}

/** What was found in one image. */
export interface ImageDetections {
  readonly record: ImageRecord;
  /** In pixels of the image. */
  readonly detections: Detections;
  /** From the image to the network's input. */
  readonly geometry: InputGeometry;
  /** Where asked for with `withPredictions`; in pixels of the network's input. */
  readonly predictions?: ImagePredictions;
}

/** Detects in every image of a dataset, in its order; boxes are clipped to the image, unless the options of detection say no. */
export async function* detectDataset(
  options: DetectDatasetOptions,
): AsyncGenerator<ImageDetections, void, undefined> {
  const { detector, dataset, input, batchSize = 4, detection, signal, onProgress, report } = options;
  const { withPredictions = false } = options;
  const { clip = true } = { ...detector.detection, ...detection };
  let images = 0;
  const given = batches({ ...input, dataset, batchSize, ...(report && { report }) });
  for await (const batch of given) {
    let found: Detections[];
    const dense: ImagePredictions[] = [];
    try {
      const sizes = (await batch.truth.validSizes.array()) as [number, number][];
      const imageSizes = sizes.map(([height, width]) => ({ height, width }));
      found = await detector.detect(batch.images, {
        ...detection,
        imageSizes,
        ...(withPredictions && { onPredictions: (predictions) => dense.push(predictions) }),
      });
    } finally {
      disposeBatch(batch);
    }
    for (const [index, record] of batch.records.entries()) {
      const geometry = batch.geometries[index]!;
      const detections = detectionsInOriginal(found[index]!, geometry, clip ? record : undefined);
      const predictions = dense[index];
      yield { record, detections, geometry, ...(predictions && { predictions }) };
    }
    images = Math.min((batch.position.index + 1) * batchSize, dataset.images.length);
    onProgress?.(images, dataset.images.length);
    if (signal?.aborted) return;
  }
}
