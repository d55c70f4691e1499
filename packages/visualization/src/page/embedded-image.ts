import type { RgbImage } from '@tandem-det/data';
import sharp from 'sharp';

/** Longest side of pictures in a page, in pixels; larger images are reduced to it. */
const LONGEST = 960;

/** An image as a data URL: WebP, small images without loss, since their pixels are seen. */
export async function embeddedImage({ width, height, data }: RgbImage): Promise<string> {
  const image = sharp(data, { raw: { width, height, channels: 3 } });
  const encoded =
    Math.max(width, height) <= 256
      ? image.webp({ lossless: true })
      : image.resize({ width: LONGEST, height: LONGEST, fit: 'inside', withoutEnlargement: true }).webp();
  return `data:image/webp;base64,${(await encoded.toBuffer()).toString('base64')}`;
}
