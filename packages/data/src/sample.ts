import { clipObjects } from './clip.ts';
import type { ImageRecord, ObjectRecord, RgbImage } from './dataset.ts';
import { type Geometry, IDENTITY } from './geometry.ts';
import type { Random } from './random.ts';

/** An image on its way to the network, with its objects in its own pixels. */
export interface Sample {
  readonly image: RgbImage;
  readonly objects: readonly ObjectRecord[];
  /** From the original image to this one. */
  readonly geometry: Geometry;
  /** Part of `image`, from its top left corner, that is not padding. */
  readonly validHeight: number;
  readonly validWidth: number;
}

/** Changes a sample; pure, and random only through `random`. */
export type Transform = (sample: Sample, random: Random) => Sample;

/** The untouched sample of a loaded image; boxes are clipped to it. */
export function sampleOf(image: RgbImage, record: Pick<ImageRecord, 'objects'>): Sample {
  return {
    image,
    objects: clipObjects(record.objects, image.width, image.height),
    geometry: IDENTITY,
    validHeight: image.height,
    validWidth: image.width,
  };
}
