import { nonNegative, readOptions } from '@tandem-det/base';
import { z } from 'zod';
import { clipObjects } from '../clip.ts';
import { NO_GEOMETRY } from '../geometry.ts';
import type { Color } from '../images/place.ts';
import type { Size } from '../images/size.ts';
import { type Affine, affinePoint, warpImage } from '../images/warp.ts';
import type { Sample, Transform } from '../sample.ts';
import { described } from './description.ts';
import { color, factors, sizeOptions, untilEpoch } from './shared-options.ts';

/** The options of `randomAffine`, their defaults and their checks. */
export const randomAffineOptions = z.strictObject({
  /** Of the result; the image's own where absent. */
  width: sizeOptions.width.optional(),
  height: sizeOptions.height.optional(),
  /** Largest angle in degrees, either way. */
  degrees: nonNegative.default(10),
  /** Largest shift over the side of the result, either way. */
  translate: nonNegative.default(0.1),
  /** Least and largest factor. */
  scale: factors.default([0.5, 1.5]),
  /** Largest angle of shear in degrees, either way. */
  shear: nonNegative.default(2),
  untilEpoch,
  fill: color.default([114, 114, 114]),
});

export type RandomAffineOptions = z.input<typeof randomAffineOptions>;

/**
 * Turns, scales and shears around the middle of the image, which comes to the middle of the result, shifted at
 * random; the result is width × height (the image's own without them). A box becomes the one around its four
 * moved corners, clipped.
 *
 * Source: YOLOX's `random_affine`; mmdetection's `RandomAffine`.
 */
export function randomAffine(options: RandomAffineOptions = {}): Transform {
  const read = readOptions('randomAffine', randomAffineOptions, options);
  const { degrees, translate, scale: factorRange, shear, untilEpoch = Number.POSITIVE_INFINITY, fill } = read;
  const [least, most] = factorRange;
  return described('randomAffine', read, (sample, random, context) => {
    if ((context?.epoch ?? 0) >= untilEpoch) return sample;
    const { width = sample.image.width, height = sample.image.height } = read;
    const either = (amount: number) => (2 * random() - 1) * amount;
    const angle = (either(degrees) * Math.PI) / 180;
    const scale = least + random() * (most - least);
    const [shearX, shearY] = [
      Math.tan((either(shear) * Math.PI) / 180),
      Math.tan((either(shear) * Math.PI) / 180),
    ];
    const [cos, sin] = [scale * Math.cos(angle), scale * Math.sin(angle)];
    // Shear after rotation: [1, sx; sy, 1] · [cos, −sin; sin, cos].
    const [a, b] = [cos + shearX * sin, -sin + shearX * cos];
    const [d, e] = [shearY * cos + sin, -shearY * sin + cos];
    const [middleX, middleY] = [sample.image.width / 2, sample.image.height / 2];
    const c = width * (0.5 + either(translate)) - a * middleX - b * middleY;
    const f = height * (0.5 + either(translate)) - d * middleX - e * middleY;
    return affineSample(sample, [a, b, c, d, e, f], { width, height }, fill);
  });
}

/** The sample as the map moves it. */
export function affineSample(sample: Sample, map: Affine, size: Size, fill: Color): Sample {
  const grow = Math.abs(map[0] * map[4] - map[1] * map[3]);
  const moved = sample.objects.map((object) => {
    const [x1, y1, x2, y2] = object.box;
    const corners = [
      affinePoint(map, x1, y1),
      affinePoint(map, x2, y1),
      affinePoint(map, x1, y2),
      affinePoint(map, x2, y2),
    ];
    const xs = corners.map(([x]) => x);
    const ys = corners.map(([, y]) => y);
    const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] as const;
    return { ...object, box, area: object.area * grow };
  });
  return {
    image: warpImage(sample.image, map, size, fill),
    objects: clipObjects(moved, size.width, size.height),
    geometry: NO_GEOMETRY,
    validHeight: size.height,
    validWidth: size.width,
  };
}
