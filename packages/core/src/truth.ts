import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';

/** Objects of a batch, padded to the same number G ≥ 1 per image. */
export interface GroundTruth {
  /** [B, G, 4] as x1, y1, x2, y2 in pixels of the network's input. */
  readonly boxes: Tensor3D;
  /** [B, G] int32, 0-based, no background. */
  readonly classes: Tensor2D;
  /** [B, G] float32: 1 for an object, 0 for padding. */
  readonly mask: Tensor2D;
  /**
   * [B, 2] float32 as height, width: the part of the batch that belongs to each image, in pixels.
   * A level of stride s has ceil(height / s) × ceil(width / s) valid priors; the others are padding.
   */
  readonly validSizes: Tensor2D;
  /** Regions to be ignored, where the data has any: boxes [B, I, 4] in pixels and mask [B, I], 0 for padding. */
  readonly ignored?: { readonly boxes: Tensor3D; readonly mask: Tensor2D };
}
