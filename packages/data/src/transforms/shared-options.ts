import { count, expected } from '@tandem-det/base';
import { z } from 'zod';

/** Width and height in whole pixels. */
export const sizeOptions = { width: count, height: count };

/** Average over all covered pixels when shrinking; false reads the two nearest only, as OpenCV does. */
export const antialias = z.boolean().default(true);

/** How an image is resized with the ratio of its sides kept. */
export const ratioOptions = {
  antialias,
  /** Sides that are no whole pixels: to the nearest (mmdetection), or cut off (YOLOX, torchvision). */
  rounding: z.enum(['nearest', 'down']).default('nearest'),
  /**
   * Where boxes go: by the whole sides, each axis by its own scale, so that they stay on their pixels; or by the ratio
   * before rounding, as YOLOX does.
   */
  scale: z.enum(['sides', 'ratio']).default('sides'),
};

const ratioSchema = z.strictObject(ratioOptions);

/** These options with their defaults filled in. */
export type RatioOptions = z.output<typeof ratioSchema>;

/** To the nearest whole sides, averaged, boxes by the sides. */
export const RATIO_DEFAULTS = ratioSchema.parse({});

const aValue = expected('a value from 0 to 255');
const value = z.number(aValue).min(0, aValue).max(255, aValue);

/** Red, green and blue, 0–255. */
export const color = z
  .tuple([value, value, value], expected('red, green and blue, each from 0 to 255'))
  .readonly();

const aFactor = expected('a factor above 0');
const factor = z.number(aFactor).positive(aFactor);

/** Least and largest factor. */
export const factors = z
  .tuple([factor, factor], expected('the least and the largest factor'))
  .refine(([least, most]) => least <= most, expected('the least factor, then the largest'))
  .readonly();

/** Epochs from this one on are without; none where absent. */
export const untilEpoch = z.int(expected('an epoch')).min(0, expected('an epoch')).optional();
