import type { RgbImage } from '../dataset.ts';

/** Which way up: as the camera's EXIF orientation says, or as the pixels are stored. */
export type Orientation = 'upright' | 'stored';

/** The pixels of a file. */
export interface DecodedImage extends RgbImage {
  /** What the decoder warned of, where it did: the file is damaged a little. */
  readonly warnings?: readonly string[];
}
