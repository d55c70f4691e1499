import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { ExpectationError } from '@tandem-det/base';
import type { DetectionDataset, ImageRecord, RgbImage } from '../dataset.ts';
import type { DecodedImage } from '../images/decoded-image.ts';
import { type Finding, type Place, placesFinding, some } from './finding.ts';

export interface FileFindingsOptions {
  /** Another dataset that should have none of these images, such as the training data, and what it is called. */
  readonly apartFrom?: { readonly name: string; readonly dataset: DetectionDataset };
  /** Decodes every image, too. */
  readonly decode?: boolean;
}

/**
 * Image files that are there twice, byte by byte, in the dataset or in the one it should be apart from; with `decode`,
 * images that cannot be read, that are damaged or nearly of one color. Of generated images nothing is known. Files whose length is unique are not read.
 */
export async function fileFindings(
  dataset: DetectionDataset,
  { apartFrom, decode = false }: FileFindingsOptions = {},
): Promise<Finding[]> {
  const { images } = dataset;
  const own = filesOf(dataset);
  const others = apartFrom === undefined ? [] : filesOf(apartFrom.dataset);
  const prints = await fingerprints([...new Set([...own, ...others])].filter((file) => file !== undefined));
  const elsewhere = new Set(others.map((file) => file && prints.get(file)));
  const seen = new Map<string, string>();
  const twice: Place[] = [];
  const leaked: Place[] = [];
  own.forEach((file, image) => {
    const print = file && prints.get(file);
    if (file === undefined || print === undefined) return;
    // A file listed twice is another finding.
    if (seen.has(print) && seen.get(print) !== file) twice.push({ image });
    seen.set(print, file);
    if (elsewhere.has(print)) leaked.push({ image });
  });
  const { unreadable, damaged, constant } = decode
    ? await decodeAll(images)
    : { unreadable: [], damaged: [], constant: [] };
  return [
    ...placesFinding(images, unreadable, {
      severity: 'error',
      message: (count) => `${some(count, 'image', 'images')} that cannot be read`,
      remedy: 'Training stops there; replace the files, or leave them out with onBadImage: "skip".',
    }).map((finding) => ({ ...finding, offenders: [] })),
    ...placesFinding(images, constant, {
      severity: 'warning',
      message: (count) => `${some(count, 'image', 'images')} of nearly one color`,
      remedy: 'A camera that failed, or values of another range than 0 to 255; look at them.',
    }),
    ...placesFinding(images, damaged, {
      severity: 'note',
      message: (count) => `${some(count, 'image', 'images')} that the decoder warns of`,
      remedy:
        'They are damaged a little and read as other decoders read them; look at them, or encode them anew.',
    }),
    ...placesFinding(images, leaked, {
      severity: 'error',
      message: (count) => `${some(count, 'image', 'images')} that ${apartFrom?.name} have too`,
      remedy: 'Results on images that were trained on say nothing; remove them from one of the two.',
    }),
    ...placesFinding(images, twice, {
      severity: 'warning',
      message: (count) => `${some(count, 'image', 'images')} with the same bytes as another`,
      remedy: 'It counts twice, and where the two are annotated differently one is wrong; remove it.',
    }),
  ];
}

/** What decoding tells: images that cannot be read, that are damaged, and that are nearly one color. */
async function decodeAll(images: readonly ImageRecord[]) {
  const [unreadable, damaged, constant]: Place[][] = [[], [], []];
  for (const [image, record] of images.entries()) {
    try {
      const pixels: RgbImage & Pick<DecodedImage, 'warnings'> = await record.load();
      if (pixels.warnings !== undefined) damaged!.push({ image });
      if (isNearlyConstant(pixels)) constant!.push({ image });
    } catch (error) {
      if (!(error instanceof ExpectationError)) throw error;
      unreadable!.push({ image });
    }
  }
  return { unreadable: unreadable!, damaged: damaged!, constant: constant! };
}

/** Widest range of values of an image that shows nothing: 12 bits taken for 16 have 16 values. */
const CONSTANT = 16;

function isNearlyConstant({ data }: RgbImage): boolean {
  let [least, most] = [255, 0];
  for (const value of data) {
    if (value < least) least = value;
    if (value > most) most = value;
    if (most - least > CONSTANT) return false;
  }
  return true;
}

/** Paths of the image files, undefined for images that come from elsewhere. */
function filesOf({ images }: DetectionDataset): (string | undefined)[] {
  return images.map(({ source }) =>
    source?.kind === 'file' ? path.join(source.entry.folder, source.entry.fileName) : undefined,
  );
}

/** What tells the contents of these files apart; files that cannot be read have none. */
async function fingerprints(files: readonly string[]): Promise<Map<string, string>> {
  const bySize = new Map<number, string[]>();
  for (const file of files) {
    const size = await stat(file).then(
      (found) => found.size,
      () => -1,
    );
    if (size >= 0) bySize.set(size, [...(bySize.get(size) ?? []), file]);
  }
  const prints = new Map<string, string>();
  for (const [size, alike] of bySize) {
    for (const file of alike) {
      const print =
        alike.length === 1
          ? ''
          : createHash('sha256')
              .update(await readFile(file))
              .digest('base64');
      prints.set(file, `${size} ${print}`);
    }
  }
  return prints;
}
