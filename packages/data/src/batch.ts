import type { GroundTruth } from '@tandem-det/core';
import { dispose, type Tensor4D } from '@tensorflow/tfjs-core';
import type { ImageRecord } from './dataset.ts';
import type { Geometry } from './geometry.ts';

/** Which batch of which epoch: enough to go on from there exactly. */
export interface BatchPosition {
  /** From 0. */
  readonly epoch: number;
  /** Index of the batch in its epoch, from 0. */
  readonly index: number;
}

/** Images and objects ready for a detector. Owned by whoever received it: see `disposeBatch`. */
export interface Batch {
  /** [B, H, W, 3] float32, (pixel − mean) / deviation, 0 in the padding at the right and the bottom. */
  readonly images: Tensor4D;
  /** Crowds are left out; G is a multiple of `objectMultiple`, so that few shapes occur. */
  readonly truth: GroundTruth;
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
