import { ExpectationError } from '@tandem-det/base';
import type { ImageEntry, ImageRecord, ObjectRecord } from '../dataset.ts';
import { badImages, loadEntry } from './image-entry.ts';
import type { ImageFileOptions } from './image-file-options.ts';

/** An image file with its id and its objects. */
export interface AnnotatedImage extends ImageEntry {
  readonly id: number;
  readonly objects: readonly ObjectRecord[];
}

/**
 * The records of a dataset's images, after the check asked for. Throws the first error that the check finds
 * (unless such images are left out), and where none remains; `source` is what the error then names.
 */
export async function imageRecords(
  source: string,
  images: readonly AnnotatedImage[],
  options: ImageFileOptions,
): Promise<ImageRecord[]> {
  const { check, onBadImage, imagesWithoutObjects, report } = options;
  const bad = await badImages(images, check);
  if (onBadImage === 'error') for (const error of bad.values()) throw error;
  for (const error of bad.values()) report(`image left out: ${error.message}`);
  const records = images
    .filter((image) => !bad.has(image))
    .filter((image) => imagesWithoutObjects === 'keep' || image.objects.length > 0)
    .map(({ id, objects, ...entry }) => ({
      id,
      fileName: entry.fileName,
      width: entry.width,
      height: entry.height,
      objects,
      source: { kind: 'file' as const, entry },
      load: () => loadEntry(entry),
    }));
  if (records.length === 0) {
    throw new ExpectationError(
      source,
      'at least one image to remain',
      `0 of ${images.length}`,
      `${bad.size} could not be read, the others have no objects of the classes asked for.`,
    );
  }
  return records;
}
