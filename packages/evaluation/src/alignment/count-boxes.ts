import type { JudgedImage } from '../analysis/judge-images.ts';

/** Detections after non-maximum suppression, counted. */
export interface BoxCounts {
  /** They found an object: IoU of 0.5 or more, and the best score of those that did. */
  readonly correct: number;
  /** IoU of 0.5 or more with an object of their class, which another detection had found. */
  readonly redundant: number;
  /** IoU above 0.1 and below 0.5 with the nearest object of their class. */
  readonly error: number;
  /** The rest: no object of their class near. The paper does not count them. */
  readonly background: number;
}

/**
 * Correct, redundant and error boxes of images judged at IoU 0.5; what lies in a crowd is not counted.
 * Source: the TOOD paper, section 4.3 and table 6: correct and redundant from 0.5 on, error above 0.1 and below 0.5. It
 * gives no rule for telling correct from redundant, nor whether the class counts, nor from which score on boxes are
 * counted, on which all three depend: here the best score of those that found an object is the correct one, boxes
 * are compared with objects of their class alone, and every detection given counts.
 */
export function countBoxes(images: readonly JudgedImage[]): BoxCounts {
  const counts = { correct: 0, redundant: 0, error: 0, background: 0 };
  for (const { detections } of images) {
    for (const { outcome, own } of detections) {
      if (outcome === 'ignored') continue;
      if (outcome === 'right') counts.correct++;
      else if (own.iou >= 0.5) counts.redundant++;
      else if (own.iou > 0.1) counts.error++;
      else counts.background++;
    }
  }
  return counts;
}
