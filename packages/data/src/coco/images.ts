import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { ExpectationError } from '@tandem-det/core';
import type { RgbImage } from '../dataset.ts';
import { decodeImage, imageFileSize } from '../images/decode.ts';
import type { Size } from '../images/resize.ts';
import type { CocoImage } from './parse.ts';

/** How much of the image files is checked before a dataset is used; each includes the ones before it. */
export type ImageCheck = 'exists' | 'size' | 'decode';

/** The images that fail the check, with what is wrong with each. */
export async function badImages(options: {
  readonly annotations: string;
  readonly folder: string;
  readonly images: readonly CocoImage[];
  readonly check: ImageCheck;
}): Promise<Map<CocoImage, ExpectationError>> {
  const { annotations, folder, images, check } = options;
  const bad = await missingFiles(annotations, folder, images);
  if (check === 'exists') return bad;
  const rest = images.filter((image) => !bad.has(image));
  const inspect = check === 'size' ? agreedOrientation : loadChecked;
  const atOnce = 16;
  for (let start = 0; start < rest.length; start += atOnce) {
    const group = rest.slice(start, start + atOnce);
    const results = await Promise.allSettled(group.map((image) => inspect(annotations, folder, image)));
    results.forEach((result, index) => {
      if (result.status === 'fulfilled') return;
      if (!(result.reason instanceof ExpectationError)) throw result.reason;
      bad.set(group[index]!, result.reason);
    });
  }
  return bad;
}

/** Decodes the image of an entry; its size must be the annotated one. */
export async function loadChecked(annotations: string, folder: string, image: CocoImage): Promise<RgbImage> {
  const orientation = await agreedOrientation(annotations, folder, image);
  return decodeImage(path.join(folder, image.fileName), orientation);
}

/** Upright as the camera held it if that has the annotated size, else as stored; an error if neither has. */
async function agreedOrientation(annotations: string, folder: string, image: CocoImage) {
  const { upright, stored } = await imageFileSize(path.join(folder, image.fileName));
  const agrees = (size: Size) => size.width === image.width && size.height === image.height;
  if (agrees(upright)) return 'upright';
  if (agrees(stored)) return 'stored';
  throw new ExpectationError(
    `${annotations}: images[${image.index}]`,
    `the size of the file ${image.fileName}, ${upright.width}×${upright.height}`,
    `width ${image.width}, height ${image.height}`,
    'The boxes may have been drawn on a resized copy; correct the annotations or the file.',
  );
}

async function missingFiles(
  annotations: string,
  folder: string,
  images: readonly CocoImage[],
): Promise<Map<CocoImage, ExpectationError>> {
  const present = new Set<string>();
  const folders = new Set(images.map((image) => path.dirname(path.join(folder, image.fileName))));
  for (const each of folders) {
    const names = await readdir(each).catch(() => []);
    for (const name of names) present.add(path.join(each, name));
  }
  const missing = images.filter((image) => !present.has(path.join(folder, image.fileName)));
  const others = missing.length > 1 ? ` (${missing.length} of ${images.length} are missing)` : '';
  return new Map(
    missing.map((image) => [
      image,
      new ExpectationError(
        `${annotations}: images[${image.index}].file_name`,
        `a file in ${folder}`,
        `"${image.fileName}", which is not there${others}`,
        'Check the folder of images.',
      ),
    ]),
  );
}
