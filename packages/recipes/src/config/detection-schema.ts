import { z } from 'zod';
import { count, fraction } from './numbers.ts';

/** How detections are chosen; what is not given is as the method has it. */
export const detectionSchema = z.strictObject({
  scoreThreshold: fraction.exactOptional(),
  /** Of non-maximum suppression. */
  iouThreshold: fraction.exactOptional(),
  /** Candidates of each level, and what they are: priors, or pairs of a prior and a class. */
  preNms: count.exactOptional(),
  candidates: z.enum(['priors', 'pairs']).exactOptional(),
  /** Classes that a prior may be reported with. */
  labels: z.enum(['all', 'best']).exactOptional(),
  /** Whether a score equal to the threshold is enough. */
  inclusive: z.boolean().exactOptional(),
  /** Whether boxes are clipped to the image. */
  clip: z.boolean().exactOptional(),
  /** Soft suppression: scores fall with the overlap, and nothing is dropped before minScore. */
  soft: z
    .strictObject({
      method: z.enum(['linear', 'gaussian']).exactOptional(),
      sigma: z.number().positive().exactOptional(),
      minScore: fraction.exactOptional(),
    })
    .exactOptional(),
  /** Per image. */
  maxDetections: count.exactOptional(),
  /** Test-time augmentation: scales at which images are looked at, mirrored or not. */
  views: z
    .array(
      z.strictObject({ scale: z.number().positive().exactOptional(), flip: z.boolean().exactOptional() }),
    )
    .min(1)
    .exactOptional(),
});
