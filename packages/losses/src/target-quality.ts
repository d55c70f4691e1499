import { ExpectationError } from '@tandem-det/base';
import type { Assignment, DensePredictions } from '@tandem-det/core';
import { clipByValue, type Tensor2D } from '@tensorflow/tfjs-core';
import { matchedOverlaps } from './matched-boxes.ts';

/**
 * The score that a positive should reach for its class: the assigner's alignment (TOOD), the IoU of its
 * predicted box with its object (GFL), or 1.
 */
export type QualityTarget = 'alignment' | 'iou' | 'one';

/** [B, A] in [0, 1], or nothing where it is 1 throughout. Throws for another target. */
export function targetQuality(
  target: QualityTarget,
  predictions: DensePredictions,
  assignment: Assignment,
): Tensor2D | undefined {
  if (target === 'one') return undefined;
  if (target === 'alignment') return assignment.alignment;
  if (target === 'iou') return clipByValue(matchedOverlaps(predictions, assignment), 0, 1);
  throw new ExpectationError('quality target', 'alignment, iou or one', JSON.stringify(target));
}
