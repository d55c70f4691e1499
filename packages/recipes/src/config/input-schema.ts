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
    ...yoloxPipelineOptions.omit({ width: true, height: true, rounding: true, antialias: true }).shape,
  }),
]);

export const inputSchema = z.strictObject({
  /** Of the network's input, in pixels. */
  width: count,
  /** Of the network's input, in pixels. */
  height: count,
  /**
   * `fit`: as large as fits into width × height, the size of every batch. `sides`: the short side becomes the smaller of
   * the two unless the long one would pass the larger; batches are as large as their images, in multiples of 32.
   */
  resize: z.enum(['fit', 'sides']).default('fit'),
  /** Sides of the resized image that are no whole pixels: to the nearest, or cut off as YOLOX and torchvision do. */
  rounding: z.enum(['nearest', 'down']).default('nearest'),
  /** Boxes follow the whole sides, or the ratio before rounding, as in YOLOX. */
  scale: z.enum(['sides', 'ratio']).default('sides'),
  /** Average over all covered pixels when shrinking, as Pillow; false reads the two nearest, as OpenCV. */
  antialias: z.boolean().default(true),
  /** A colour profile in an image file: not looked at, as in OpenCV and Pillow, or its colours turned into sRGB's. */
  colorProfile: z.enum(['ignore', 'apply']).default('ignore'),
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
