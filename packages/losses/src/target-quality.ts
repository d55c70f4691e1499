import type { Assignment, DensePredictions } from '@tandem-det/core';
import { clipByValue, type Tensor2D } from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import { matchedOverlaps } from './matched-boxes.ts';
import type { qualityTarget } from './shared-options.ts';

/**
 * The score that a positive should reach for its class: the assigner's alignment (TOOD), the IoU of its
 * predicted box with its object (GFL), or 1.
 */
export type QualityTarget = z.infer<typeof qualityTarget>;

/** [B, A] in [0, 1], or nothing where it is 1 throughout. */
export function targetQuality(
  target: QualityTarget,
  predictions: DensePredictions,
  assignment: Assignment,
): Tensor2D | undefined {
  if (target === 'one') return undefined;
  if (target === 'alignment') return assignment.alignment;
  return clipByValue(matchedOverlaps(predictions, assignment), 0, 1);
}
