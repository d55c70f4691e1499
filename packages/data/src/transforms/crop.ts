import { expected, fraction, readOptions } from '@tandem-det/base';
import { z } from 'zod';
import type { Box } from '../dataset.ts';
import { cropImage } from '../images/crop.ts';
import type { Random } from '../random.ts';
import type { Sample, Transform } from '../sample.ts';
import { applyGeometry } from './apply.ts';
import { described } from './description.ts';

const aPart = expected('a number above 0, at most 1');

/** The options of `randomCrop`, their defaults and their checks. */
export const randomCropOptions = z.strictObject({
  /** One is drawn each time: the least IoU of the crop with every object. */
  leastIous: z.array(fraction).readonly().default([0.1, 0.3, 0.5, 0.7, 0.9]),
  /** Least side of the crop over that of the image. */
  leastSize: z.number(aPart).gt(0, aPart).max(1, aPart).default(0.3),
});

export type RandomCropOptions = z.input<typeof randomCropOptions>;

/**
 * A random crop that has at least a drawn IoU with every object: 1 in (n + 2) times nothing is cropped, as
 * often a crop may have any IoU. Sides are `leastSize` to 1 of the image's, their ratio to each other 1/2 to 2.
 * Objects whose centre lies outside of the crop are dropped, the others clipped to it. After 50 tries that do
 * not fit, a new IoU is drawn.
 *
 * Source: SSD (Liu et al., 2016), section 2.2; mmdetection's `MinIoURandomCrop`. Difference: after 20 drawn
 * IoUs without a crop the image stays as it is, where the reference goes on for ever.
 */
export function randomCrop(options: RandomCropOptions = {}): Transform {
  const read = readOptions('randomCrop', randomCropOptions, options);
  const { leastIous, leastSize } = read;
  const modes = [1, ...leastIous, 0];
  return described('randomCrop', read, (sample, random) => {
    for (let draw = 0; draw < 20; draw++) {
      const leastIou = modes[Math.floor(random() * modes.length)]!;
      if (leastIou === 1) return sample;
      const found = findCrop(sample, leastIou, leastSize, random);
      if (found !== undefined) return cropTo(sample, found);
    }
    return sample;
  });
}

function findCrop(sample: Sample, leastIou: number, leastSize: number, random: Random): Box | undefined {
  const { width, height } = sample.image;
  for (let attempt = 0; attempt < 50; attempt++) {
    const w = Math.max(1, Math.floor(width * (leastSize + random() * (1 - leastSize))));
    const h = Math.max(1, Math.floor(height * (leastSize + random() * (1 - leastSize))));
    const left = Math.floor(random() * (width - w + 1));
    const top = Math.floor(random() * (height - h + 1));
    if (h / w < 0.5 || h / w > 2) continue;
    const crop: Box = [left, top, left + w, top + h];
    const boxes = sample.objects.map(({ box }) => box);
    if (boxes.length === 0) return crop;
    if (boxes.every((box) => iou(box, crop) >= leastIou) && boxes.some((box) => hasCenterOf(crop, box)))
      return crop;
  }
  return undefined;
}

/** The sample inside the crop; objects whose centre is outside are dropped. */
export function cropTo(sample: Sample, crop: Box): Sample {
  const [left, top, right, bottom] = crop;
  const size = { width: right - left, height: bottom - top };
  const objects = sample.objects.filter(({ box }) => hasCenterOf(crop, box));
  const within = (valid: number, from: number, side: number) => Math.min(side, Math.max(0, valid - from));
  return applyGeometry(
    { ...sample, objects },
    { scaleX: 1, scaleY: 1, offsetX: -left, offsetY: -top },
    cropImage(sample.image, left, top, size),
    {
      height: within(sample.validHeight, top, size.height),
      width: within(sample.validWidth, left, size.width),
    },
  );
}

function hasCenterOf([left, top, right, bottom]: Box, [x1, y1, x2, y2]: Box): boolean {
  const x = (x1 + x2) / 2;
  const y = (y1 + y2) / 2;
  return x > left && x < right && y > top && y < bottom;
}

function iou(a: Box, b: Box): number {
  const width = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
  const height = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  const both = width * height;
  return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both);
}
