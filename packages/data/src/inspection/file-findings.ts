import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { ExpectationError } from '@tandem-det/base';
import type { DetectionDataset } from '../dataset.ts';
import { type Finding, type Place, placesFinding, some } from './finding.ts';

export interface FileFindingsOptions {
  /** Another dataset that should have none of these images, such as the training data, and what it is called. */
  readonly apartFrom?: { readonly name: string; readonly dataset: DetectionDataset };
  /** Decodes every image, too. */
  readonly decode?: boolean;
}

/**
 * Image files that are there twice, byte by byte, in the dataset or in the one it should be apart from; with `decode`,
 * images that cannot be read. Of generated images nothing is known. Files whose length is unique are not read.
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
  const unreadable: Place[] = [];
  for (const [image, record] of decode ? images.entries() : []) {
    await record.load().catch((error: unknown) => {
      if (!(error instanceof ExpectationError)) throw error;
      unreadable.push({ image });
    });
  }
  return [
    ...placesFinding(images, unreadable, {
      severity: 'error',
      message: (count) => `${some(count, 'image', 'images')} that cannot be read`,
      remedy: 'Training stops there; replace the files, or leave them out with onBadImage: "skip".',
    }).map((finding) => ({ ...finding, offenders: [] })),
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
