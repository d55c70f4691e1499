import { fraction, readOptions } from '@tandem-det/base';
import { z } from 'zod';
import { clipObjects } from '../clip.ts';
import type { RgbImage } from '../dataset.ts';
import { NO_GEOMETRY } from '../geometry.ts';
import type { Random } from '../random.ts';
import type { Transform } from '../sample.ts';
import { described } from './description.ts';
import { fitSample } from './fit.ts';
import { color, RATIO_DEFAULTS, ratioOptions, sizeOptions, untilEpoch } from './shared-options.ts';

/** The options of `mosaic`, their defaults and their checks. */
export const mosaicOptions = z.strictObject({
  ...sizeOptions,
  antialias: ratioOptions.antialias,
  rounding: ratioOptions.rounding,
  probability: fraction.default(1),
  /** Epochs from this one on are without: the papers end their training on plain images. */
  untilEpoch,
  fill: color.default([114, 114, 114]),
});

export type MosaicOptions = z.input<typeof mosaicOptions>;

/**
 * Four images around a random point of a canvas 2·width × 2·height, the point between 1/2 and 3/2 of width and
 * of height. Each is resized to fit in width × height and touches the point with a corner: the given image at
 * the top left, the others at the top right, bottom left, bottom right. What lies beyond the canvas is cut off,
 * boxes with it. `randomAffine` after it cuts the canvas down to width × height.
 *
 * Source: YOLOX's `MosaicDetection`; mmdetection's `Mosaic`.
 */
export function mosaic(options: MosaicOptions): Transform {
  const read = readOptions('mosaic', mosaicOptions, options);
  const { antialias, rounding } = read;
  const { width, height, probability, untilEpoch = Number.POSITIVE_INFINITY, fill } = read;
  const others = (random: Random, epoch: number) => (epoch < untilEpoch && random() < probability ? 3 : 0);
  const mixed: Transform = (sample, random, context) => {
    const samples = [sample, ...(context?.others ?? [])];
    if (samples.length < 4) return sample;
    const center = {
      x: Math.floor(width * (0.5 + random())),
      y: Math.floor(height * (0.5 + random())),
    };
    const canvas: RgbImage = {
      width: 2 * width,
      height: 2 * height,
      data: new Uint8Array(12 * width * height),
    };
    for (let at = 0; at < canvas.data.length; at++) canvas.data[at] = fill[at % 3]!;
    const objects = samples.slice(0, 4).flatMap((each, quarter) => {
      const part = fitSample(each, { ...RATIO_DEFAULTS, width, height, antialias, rounding });
      const left = quarter % 2 === 0 ? center.x - part.image.width : center.x;
      const top = quarter < 2 ? center.y - part.image.height : center.y;
      paste(part.image, canvas, left, top);
      return part.objects.map((object) => {
        const [x1, y1, x2, y2] = object.box;
        return { ...object, box: [x1 + left, y1 + top, x2 + left, y2 + top] as const };
      });
    });
    return {
      image: canvas,
      objects: clipObjects(objects, canvas.width, canvas.height),
      geometry: NO_GEOMETRY,
      validHeight: canvas.height,
      validWidth: canvas.width,
    };
  };
  return described('mosaic', read, mixed, { others });
}

/** Copies the part of an image that lies on the canvas when its top left corner is at (left, top). */
function paste(image: RgbImage, canvas: RgbImage, left: number, top: number): void {
  const from = Math.max(0, -left);
  const to = Math.min(image.width, canvas.width - left);
  for (let y = Math.max(0, -top); y < Math.min(image.height, canvas.height - top); y++) {
    const row = image.data.subarray((y * image.width + from) * 3, (y * image.width + to) * 3);
    canvas.data.set(row, ((top + y) * canvas.width + left + from) * 3);
  }
}
