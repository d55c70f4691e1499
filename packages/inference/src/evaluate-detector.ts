import { boxToInput, checkClasses } from '@tandem-det/data';
import type { Detector } from '@tandem-det/detector';
import {
  type AlignmentSummary,
  alignmentOf,
  type BoxCounts,
  type CocoDetection,
  type CocoEvaluation,
  countBoxes,
  type DetectionEvaluation,
  evaluateDetections,
  type ObjectAlignment,
  summarizeAlignment,
} from '@tandem-det/evaluation';
import { cocoResults } from './coco-results.ts';
import { type DetectDatasetOptions, detectDataset, type ImageDetections } from './detect-dataset.ts';

export interface EvaluateDetectorOptions extends Omit<DetectDatasetOptions, 'withPredictions'> {
  readonly detector: Pick<Detector, 'classes' | 'detect'> & Partial<Pick<Detector, 'detection'>>;
  /** Measure how well classification and localization agree as well, from all predictions. */
  readonly alignment?: boolean;
}

/** Agreement of the two tasks before non-maximum suppression, and what of it comes out as boxes. */
export type DetectorAlignment = AlignmentSummary & BoxCounts;

/** Of the images that were looked at: those that could not be read and were left out are not among `images`. */
export interface DetectorEvaluation extends DetectionEvaluation {
  /** In COCO results format. */
  readonly detections: readonly CocoDetection[];
  /** Where asked for. */
  readonly alignment?: DetectorAlignment;
}

/**
 * COCO AP of a detector on a dataset: detects in all images, maps the boxes back to the original pixels and
 * compares. Undefined where the signal ended it early. Throws when the classes of detector and dataset differ.
 */
export async function evaluateDetector(
  options: EvaluateDetectorOptions,
): Promise<DetectorEvaluation | undefined> {
  const { detector, dataset, signal, alignment = false } = options;
  checkClasses(detector.classes, dataset);
  const detections: CocoDetection[] = [];
  const seen = new Set<number>();
  const aligned: ObjectAlignment[] = [];
  for await (const image of detectDataset({ ...options, withPredictions: alignment })) {
    seen.add(image.record.id);
    detections.push(...cocoResults(image, dataset.classes));
    if (alignment) aligned.push(...alignmentIn(image));
  }
  if (signal?.aborted) return undefined;
  const images = dataset.images.filter(({ id }) => seen.has(id));
  const evaluation = evaluateDetections({ groundTruth: { ...dataset, images }, detections });
  return {
    ...evaluation,
    detections,
    ...(alignment && {
      alignment: { ...summarizeAlignment(aligned), ...countBoxes(evaluation.images) },
    }),
  };
}

/** Of every object that is not a crowd, in pixels of the network's input. */
function alignmentIn({ record, geometry, predictions }: ImageDetections): ObjectAlignment[] {
  const objects = record.objects
    .filter(({ crowd }) => !crowd)
    .map(({ box, classIndex }) => ({ box: boxToInput(box, geometry), classIndex }));
  return alignmentOf({ ...predictions!, objects });
}

/** The three figures that papers compare, in [0, 1]. */
export function mainFigures({
  stats,
}: Pick<CocoEvaluation, 'stats'>): Readonly<Record<'AP' | 'AP50' | 'AP75', number>> {
  return { AP: stats.ap, AP50: stats.ap50, AP75: stats.ap75 };
}
