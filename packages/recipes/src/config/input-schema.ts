import { z } from 'zod';
import { count, fraction } from './numbers.ts';

/** What happens to training images at random. */
const augmentationSchema = z.discriminatedUnion('kind', [
  /** Resized to fit into the input. */
  z.strictObject({ kind: z.literal('flip') }),
  /** Short sides drawn from a range or from values; the long side is at most that of the input. */
  z.strictObject({
    kind: z.literal('multi-scale'),
    shortSides: z.array(count).min(1),
    mode: z.enum(['range', 'value']).default('range'),
  }),
  /** Of SSD: expansion, crop by IoU, colours. */
  z.strictObject({ kind: z.literal('ssd') }),
  /** Of YOLOX: mosaic, affine map and mixup until an epoch, colours. */
  z.strictObject({
    kind: z.literal('yolox'),
    mixUntilEpoch: z.int().min(0).default(285),
    scale: z.tuple([z.number().positive(), z.number().positive()]).default([0.1, 2]),
    mixUp: fraction.default(1),
  }),
]);

export const inputSchema = z.strictObject({
  width: count,
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
  flip: fraction.default(0.5),
  augmentation: augmentationSchema.default({ kind: 'flip' }),
  /** Of the channels that the network gets, and of `mean` and `deviation`: BGR for weights from Caffe. */
  channelOrder: z.enum(['RGB', 'BGR']).default('RGB'),
  mean: z.tuple([z.number(), z.number(), z.number()]).default([123.675, 116.28, 103.53]),
  deviation: z
    .tuple([z.number().positive(), z.number().positive(), z.number().positive()])
    .default([58.395, 57.12, 57.375]),
  /** Pixel value that images are filled up with, 114 for YOLOX; null for 0 after normalisation. */
  padding: z.number().min(0).max(255).nullable().default(null),
});
