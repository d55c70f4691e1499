import { dispose, type Tensor2D, type Tensor3D, type Tensor4D } from '@tensorflow/tfjs-core';
import type { ImageRecord } from './dataset.ts';
import type { Geometry } from './geometry.ts';

/** Which batch of which epoch: enough to go on from there exactly. */
export interface BatchPosition {
  /** From 0. */
  readonly epoch: number;
  /** Index of the batch in its epoch, from 0. */
  readonly index: number;
}

/**
 * Objects of a batch, padded to the same number G ≥ 1 per image: the `GroundTruth` of `@tandem-det/core`, on which this
 * package does not depend, so that it can be installed without the kernels.
 */
export interface BatchTruth {
  /** [B, G, 4] as x1, y1, x2, y2 in pixels of the network's input. */
  readonly boxes: Tensor3D;
  /** [B, G] int32, 0-based, no background. */
  readonly classes: Tensor2D;
  /** [B, G] float32: 1 for an object, 0 for padding. */
  readonly mask: Tensor2D;
  /** [B, 2] float32 as height, width: the part of the batch that belongs to each image, in pixels. */
  readonly validSizes: Tensor2D;
  /** Regions to be ignored, where there are any: boxes [B, I, 4] in pixels and mask [B, I], 0 for padding. */
  readonly ignored?: { readonly boxes: Tensor3D; readonly mask: Tensor2D };
}

/** Images and objects ready for a detector. Owned by whoever received it: see `disposeBatch`. */
export interface Batch {
  /** [B, H, W, 3] float32, (pixel − mean) / deviation, 0 in the padding at the right and the bottom. */
  readonly images: Tensor4D;
  /** Crowds are left out; G is a multiple of `objectMultiple`, so that few shapes occur. */
  readonly truth: BatchTruth;
  /** B records, in the batch's order: ids, original sizes and all objects in original pixels. */
  readonly records: readonly ImageRecord[];
  /** B geometries from the original image to the network's input: `boxToOriginal` maps detections back. */
  readonly geometries: readonly Geometry[];
  readonly position: BatchPosition;
}

/** Frees the batch's tensors. */
export function disposeBatch(batch: Batch): void {
  dispose([batch.images, ...Object.values(batch.truth)]);
}
