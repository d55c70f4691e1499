import { boxToInput, checkClasses, cocoJson } from '@tandem-det/data';
import type { Detector } from '@tandem-det/detector';
import {
  type AlignmentSummary,
  alignmentOf,
  type BoxCounts,
  type CocoDetection,
  type CocoEvaluation,
  countBoxes,
  evaluateCoco,
  judgeImages,
  type ObjectAlignment,
  summarizeAlignment,
} from '@tandem-det/evaluation';
import { cocoResults } from './coco-results.ts';
import { type DetectDatasetOptions, detectDataset, type ImageDetections } from './detect-dataset.ts';

export interface EvaluateDetectorOptions extends Omit<DetectDatasetOptions, 'withPredictions'> {
  readonly detector: Pick<Detector, 'classes' | 'detect'>;
  /** Measure how well classification and localization agree as well, from all predictions. */
  readonly alignment?: boolean;
}

/** Agreement of the two tasks before non-maximum suppression, and what of it comes out as boxes. */
export type DetectorAlignment = AlignmentSummary & BoxCounts;

export interface DetectorEvaluation extends CocoEvaluation {
  /** In COCO results format. */
  readonly detections: readonly CocoDetection[];
  /** Ids of the images evaluated: those that could not be read and were left out are not among them. */
  readonly imageIds: readonly number[];
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
  const evaluated = { ...dataset, images: dataset.images.filter(({ id }) => seen.has(id)) };
  const groundTruth = cocoJson(evaluated);
  return {
    ...evaluateCoco({ groundTruth, detections }),
    detections,
    imageIds: evaluated.images.map(({ id }) => id),
    ...(alignment && {
      alignment: {
        ...summarizeAlignment(aligned),
        ...countBoxes(judgeImages({ groundTruth, detections })),
      },
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
