import { count, expected } from '@tandem-det/base';
import type { GroundTruth } from '@tandem-det/core';
import { type Batch, disposeBatch, randomOf } from '@tandem-det/data';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** Sizes of the network's input that a run changes between, with defaults and checks. */
export const multiScaleOptions = z.strictObject({
  /** In pixels; multiples of the coarsest stride. */
  sizes: z
    .array(z.strictObject({ width: count, height: count }).readonly())
    .min(1, expected('at least one size'))
    .readonly(),
  /** Steps that have one size. */
  everySteps: count.default(10),
});

export type MultiScale = z.input<typeof multiScaleOptions>;

/** Sets this choice apart from other random numbers of the same seed. */
const STREAM = 0x5ca1e;

/** The size of a step, which depends on seed and step alone. */
export function scaleAt(
  { sizes, everySteps }: z.output<typeof multiScaleOptions>,
  seed: number,
  step: number,
): ImageSize {
  const random = randomOf(seed, STREAM, Math.floor(step / everySteps));
  return sizes[Math.floor(random() * sizes.length)]!;
}

/**
 * The batch with its images [B, H, W, 3] resized to [B, height, width, 3], boxes and valid sizes with them: bilinear,
 * pixel centres at half. Takes the given batch, which is disposed of where the size differs.
 *
 * Source: YOLOX's `preprocess`, every 10 iterations (`F.interpolate` without aligned corners).
 */
export function scaledBatch(batch: Batch, { width, height }: ImageSize): Batch {
  const [, oldHeight, oldWidth] = batch.images.shape;
  if (width === oldWidth && height === oldHeight) return batch;
  const [x, y] = [width / oldWidth, height / oldHeight];
  const scaled = tf.tidy(() => {
    const { boxes, classes, mask, validSizes, ignored } = batch.truth;
    return {
      images: tf.image.resizeBilinear(batch.images, [height, width], false, true),
      boxes: tf.mul(boxes, [x, y, x, y]) as GroundTruth['boxes'],
      validSizes: tf.mul(validSizes, [y, x]) as GroundTruth['validSizes'],
      classes: tf.clone(classes),
      mask: tf.clone(mask),
      ...(ignored && {
        ignored: {
          boxes: tf.mul(ignored.boxes, [x, y, x, y]) as GroundTruth['boxes'],
          mask: tf.clone(ignored.mask),
        },
      }),
    };
  });
  disposeBatch(batch);
  const { images, ...truth } = scaled;
  return { ...batch, images, truth };
}
