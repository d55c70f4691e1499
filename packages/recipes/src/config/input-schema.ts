import { count } from '@tandem-det/base';
import {
  horizontalFlipOptions,
  IMAGENET,
  normalizationOptions,
  randomResizeOptions,
  yoloxPipelineOptions,
} from '@tandem-det/data';
import { z } from 'zod';

const pixels = normalizationOptions.unwrap().shape;

/** What happens to training images at random. */
const augmentationSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    /**
     * Resized to fit into the input and mirrored; resized to a short side drawn anew; expansion, crop by IoU and colors of
     * SSD; or mosaic, affine map, mixup and colors of YOLOX.
     */
    kind: z.literal('flip').default('flip'),
  }),
  z.strictObject({
    kind: z.literal('multi-scale'),
    ...randomResizeOptions.pick({ shortSides: true, mode: true }).shape,
  }),
  z.strictObject({ kind: z.literal('ssd') }),
  z.strictObject({
    kind: z.literal('yolox'),
    ...yoloxPipelineOptions.omit({ width: true, height: true }).shape,
  }),
]);

export const inputSchema = z.strictObject({
  /** Of the network's input, in pixels. */
  width: count,
  /** Of the network's input, in pixels. */
  height: count,
  /** Probability that a training image is mirrored; ssd and yolox have their own. */
  flip: horizontalFlipOptions.shape.probability,
  augmentation: augmentationSchema.prefault({}),
  /** What the network gets of an image: per channel, in pixel values 0 to 255, (pixel − mean) / deviation. */
  normalization: z
    .strictObject({
      ...pixels,
      mean: pixels.mean.default(IMAGENET.mean),
      deviation: pixels.deviation.default(IMAGENET.deviation),
    })
    .prefault({}),
});
