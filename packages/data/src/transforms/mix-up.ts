import { fraction, readOptions } from '@tandem-det/base';
import { z } from 'zod';
import { clipObjects } from '../clip.ts';
import type { RgbImage } from '../dataset.ts';
import { NO_GEOMETRY } from '../geometry.ts';
import { type Color, placeImage } from '../images/place.ts';
import type { Random } from '../random.ts';
import type { Sample, Transform } from '../sample.ts';
import { described } from './description.ts';
import { fitSample } from './fit.ts';
import { horizontalFlip } from './flip.ts';
import { resizeSample } from './resize.ts';
import { color, factors, RATIO_DEFAULTS, ratioOptions, sizeOptions, untilEpoch } from './shared-options.ts';

/** The options of `mixUp`, their defaults and their checks. */
export const mixUpOptions = z.strictObject({
  ...sizeOptions,
  antialias: ratioOptions.antialias,
  rounding: ratioOptions.rounding,
  probability: fraction.default(1),
  untilEpoch,
  /** Least and largest factor by which the other image is resized. */
  scale: factors.default([0.5, 1.5]),
  fill: color.default([114, 114, 114]),
});

export type MixUpOptions = z.input<typeof mixUpOptions>;

/**
 * Blends another image in, half and half, with the objects of both: fitted into width × height, filled up to
 * it, resized by a random factor, mirrored with probability 1/2, and cut or filled up at a random place to the
 * size of the first image.
 *
 * Source: YOLOX's `mixup`; mmdetection's `MixUp`. As in both, all objects keep their full weight.
 */
export function mixUp(options: MixUpOptions): Transform {
  const read = readOptions('mixUp', mixUpOptions, options);
  const { antialias, rounding } = read;
  const { width, height, probability, untilEpoch = Number.POSITIVE_INFINITY, scale, fill } = read;
  const [least, most] = scale;
  const others = (random: Random, epoch: number) => (epoch < untilEpoch && random() < probability ? 1 : 0);
  const mirror = horizontalFlip({ probability: 1 });
  const mixed: Transform = (sample, random, context) => {
    const other = context?.others[0];
    if (other === undefined) return sample;
    const factor = least + random() * (most - least);
    const fitted = fitSample(other, { ...RATIO_DEFAULTS, width, height, antialias, rounding });
    const canvas: Sample = { ...fitted, image: placeImage(fitted.image, { width, height }, 0, 0, fill) };
    const size = {
      width: Math.max(1, Math.floor(width * factor)),
      height: Math.max(1, Math.floor(height * factor)),
    };
    const resized = resizeSample(canvas, { ...size, antialias });
    const turned = random() < 0.5 ? mirror(resized, () => 0) : resized;
    const left = Math.floor(random() * (Math.max(0, size.width - sample.image.width) + 1));
    const top = Math.floor(random() * (Math.max(0, size.height - sample.image.height) + 1));
    const moved = turned.objects.map((object) => {
      const [x1, y1, x2, y2] = object.box;
      return { ...object, box: [x1 - left, y1 - top, x2 - left, y2 - top] as const };
    });
    return {
      image: blend(sample.image, turned.image, left, top, fill),
      objects: [...sample.objects, ...clipObjects(moved, sample.image.width, sample.image.height)],
      geometry: NO_GEOMETRY,
      validHeight: sample.validHeight,
      validWidth: sample.validWidth,
    };
  };
  return described('mixUp', read, mixed, { others });
}

/** Half of the first image, and half of the second from (left, top) on, or of `fill` beyond its edge. */
function blend(first: RgbImage, second: RgbImage, left: number, top: number, fill: Color): RgbImage {
  const { width, height } = first;
  const data = new Uint8Array(first.data.length);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = x + left < second.width && y + top < second.height;
      const from = ((y + top) * second.width + x + left) * 3;
      for (let channel = 0; channel < 3; channel++, at++) {
        data[at] = 0.5 * (first.data[at]! + (inside ? second.data[from + channel]! : fill[channel]!));
      }
    }
  }
  return { width, height, data };
}
