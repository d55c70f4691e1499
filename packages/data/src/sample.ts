import { clipObjects } from './clip.ts';
import type { ImageRecord, ObjectRecord, RgbImage } from './dataset.ts';
import { type Geometry, IDENTITY } from './geometry.ts';
import type { Random } from './random.ts';

/** An image on its way to the network, with its objects in its own pixels. */
export interface Sample {
  readonly image: RgbImage;
  readonly objects: readonly ObjectRecord[];
  /** From the original image to this one; all NaN where there is no such map (mixed or turned images). */
  readonly geometry: Geometry;
  /** Part of `image`, from its top left corner, that is not padding. */
  readonly validHeight: number;
  readonly validWidth: number;
}

/** What a transform gets besides the sample: untouched samples, as many as it asked for, and the epoch. */
export interface TransformContext {
  readonly others: readonly Sample[];
  readonly epoch: number;
}

/** Changes a sample; pure, and random only through `random`. */
export interface Transform {
  (sample: Sample, random: Random, context?: TransformContext): Sample;
  /**
   * How many other images of the dataset, drawn at random, this transform wants for one image in one epoch;
   * none where this is absent.
   */
  readonly others?: (random: Random, epoch: number) => number;
  /** True where it draws no random numbers and mixes nothing in: then its result can be kept. */
  readonly deterministic?: boolean;
  /** Of one that does others in order (`compose`): these. */
  readonly parts?: readonly Transform[];
  /** URL of the module that a worker thread makes it from (`moduleTransform`). */
  readonly module?: string;
}

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
