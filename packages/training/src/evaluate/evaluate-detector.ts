import { expectThat } from '@tandem-det/core';
import { cocoJson, type DetectionDataset } from '@tandem-det/data';
import type { Detector } from '@tandem-det/detector';
import { type CocoDetection, type CocoEvaluation, evaluateCoco } from '@tandem-det/evaluation';
import type { Figures } from '../run/events.ts';
import { cocoResults } from './coco-results.ts';
import { type DetectDatasetOptions, detectDataset } from './detect-dataset.ts';

export interface EvaluateDetectorOptions extends DetectDatasetOptions {
  readonly detector: Pick<Detector, 'classes' | 'detect'>;
}

export interface DetectorEvaluation extends CocoEvaluation {
  /** In COCO results format. */
  readonly detections: readonly CocoDetection[];
}

/**
 * COCO AP of a detector on a dataset: detects in all images, maps the boxes back to the original pixels and
 * compares. Undefined where the signal ended it early. Throws when the classes of detector and dataset differ.
 */
export async function evaluateDetector(
  options: EvaluateDetectorOptions,
): Promise<DetectorEvaluation | undefined> {
  const { detector, dataset, signal } = options;
  checkClasses(detector.classes, dataset);
  const detections: CocoDetection[] = [];
  const seen = new Set<number>();
  for await (const image of detectDataset(options)) {
    seen.add(image.record.id);
    detections.push(...cocoResults(image, dataset.classes));
  }
  if (signal?.aborted) return undefined;
  const evaluated = { ...dataset, images: dataset.images.filter(({ id }) => seen.has(id)) };
  return { ...evaluateCoco({ groundTruth: cocoJson(evaluated), detections }), detections };
}

/** The three figures that papers compare, in [0, 1]. */
export function mainFigures({ stats }: Pick<CocoEvaluation, 'stats'>): Figures {
  return { AP: stats.ap, AP50: stats.ap50, AP75: stats.ap75 };
}

/** Throws unless the detector's classes are the dataset's, in the same order. */
export function checkClasses(classes: readonly string[], dataset: DetectionDataset): void {
  const names = dataset.classes.map(({ name }) => name);
  expectThat(
    names.join('\n') === classes.join('\n'),
    `classes of dataset "${dataset.name}"`,
    `those of the detector (${classes.join(', ')})`,
    `${names.join(', ') || 'none'}`,
    'Use the dataset that the detector was trained for, or train one for this dataset.',
  );
}
