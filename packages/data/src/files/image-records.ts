import { ExpectationError } from '@tandem-det/base';
import type { Remark } from '../account.ts';
import type { ImageEntry, ImageRecord, ObjectRecord } from '../dataset.ts';
import type { ImageFileOptions } from '../image-file-options.ts';
import { checkImages, loadEntry } from './image-entry.ts';
import type { ImageFolder } from './image-folder.ts';

/** An image file with its id and its objects. */
export interface AnnotatedImage extends ImageEntry {
  readonly id: number;
  readonly objects: readonly ObjectRecord[];
}

/** The records of a dataset's images, and what became of the others. */
export interface ReadRecords {
  readonly records: readonly ImageRecord[];
  /** File names of images whose file is not there, and of those left out because they fail the check. */
  readonly missing: readonly string[];
  readonly leftOut: readonly string[];
  /** Images without objects that were asked to be left out. */
  readonly dropped: number;
  /** Objects of all images that are left out. */
  readonly unused: number;
  readonly remarks: readonly Remark[];
}

/**
 * The records of a dataset's images, after the check asked for. Throws the first error that the check finds
 * (unless such images are left out), and where none remains; `source` is what the error then names. `folder` is what
 * is known of the folder of images, where not all are known to be there; `before` counts images left out before.
 */
export async function imageRecords(
  source: string,
  images: readonly AnnotatedImage[],
  options: ImageFileOptions,
  { folder, before = 0 }: { readonly folder?: ImageFolder; readonly before?: number } = {},
): Promise<ReadRecords> {
  const { check, onBadImage, imagesWithoutObjects, report } = options;
  const { missing, bad, unsure } = await checkImages(images, check, folder);
  const errors = [...missing.values(), ...bad.values()];
  if (onBadImage === 'error') for (const error of errors) throw error;
  for (const error of errors) report(`image left out: ${error.message}`);
  const good = images.filter((image) => !bad.has(image) && !missing.has(image));
  const kept = good.filter((image) => imagesWithoutObjects === 'keep' || image.objects.length > 0);
  if (kept.length === 0) {
    throw new ExpectationError(
      source,
      'at least one image to remain',
      `0 of ${images.length + before}`,
      `${errors.length + before} could not be read, the others have no objects of the classes asked for.`,
    );
  }
  const isKept = new Set(kept);
  return {
    records: kept.map(recordOf),
    missing: [...missing.keys()].map(({ fileName }) => fileName),
    leftOut: [...bad.keys()].map(({ fileName }) => fileName),
    dropped: good.length - kept.length,
    unused: images.reduce((sum, image) => sum + (isKept.has(image) ? 0 : image.objects.length), 0),
    remarks: turnedRemark(unsure.map(({ fileName }) => fileName)),
  };
}

/** A remark about images that a camera has turned, where nothing tells whether boxes were drawn before or after. */
export function turnedRemark(names: readonly string[]): Remark[] {
  if (names.length === 0) return [];
  return [
    {
      severity: 'note',
      message: `${names.length} ${names.length === 1 ? 'image' : 'images'} that EXIF turns, where the size does not tell which way up was annotated`,
      names,
      remedy: 'They are taken upright, as viewers show them; look at some of them with their boxes.',
    },
  ];
}

function recordOf({ id, objects, ...entry }: AnnotatedImage): ImageRecord {
  return {
    id,
    fileName: entry.fileName,
    width: entry.width,
    height: entry.height,
    objects,
    source: { kind: 'file' as const, entry },
    load: () => loadEntry(entry),
  };
}
