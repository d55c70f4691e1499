import type { JudgedDetection, JudgedImage } from './judge-images.ts';

/** What was wrong with a detection. */
export type ErrorKind = 'localization' | 'class' | 'duplicate' | 'both' | 'background';

export const ERROR_KINDS = ['localization', 'class', 'both', 'duplicate', 'background'] as const;

/** IoU below which a detection and an object have nothing to do with each other. */
const NEAR = 0.1;

/**
 * Why a wrong detection is wrong, the first that applies, t being the threshold of its judgement (0.5):
 * - localization: IoU in [0.1, t) with an object of its class;
 * - class: IoU ≥ t with an object of another class;
 * - duplicate: IoU ≥ t with an object of its class, which a better one had found;
 * - background: IoU < 0.1 with every object;
 * - both: the rest, near an object of another class but neither its class nor its box is right.
 *
 * Null for detections that are right or ignored. Source: TIDE (Bolya et al. 2020) and its order of
 * questions; an IoU of exactly t or 0.1 belongs to the upper interval here, to the lower there.
 */
export function errorKind({ outcome, own, other }: JudgedDetection, threshold = 0.5): ErrorKind | null {
  if (outcome !== 'wrong') return null;
  if (own.iou >= NEAR && own.iou < threshold) return 'localization';
  if (other.iou >= threshold) return 'class';
  if (own.iou >= threshold) return 'duplicate';
  return Math.max(own.iou, other.iou) < NEAR ? 'background' : 'both';
}

/** Indices of the objects of an image that no detection found and no localization or class error is about. */
export function missedObjects({ objects, detections, foundBy }: JudgedImage, threshold = 0.5): number[] {
  const meant = new Set(detections.map((judged) => meantObject(judged, threshold)));
  return [...objects.keys()].filter((object) => foundBy[object]! < 0 && !meant.has(object));
}

/** The object that a localization or class error would have found without it; -1 for everything else. */
export function meantObject(judged: JudgedDetection, threshold = 0.5): number {
  switch (errorKind(judged, threshold)) {
    case 'localization':
      return judged.own.object;
    case 'class':
      return judged.other.object;
    default:
      return -1;
  }
}
