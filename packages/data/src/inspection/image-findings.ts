import path from 'node:path';
import type { ImageRecord } from '../dataset.ts';
import { type Finding, type Place, placesFinding, some } from './finding.ts';

/** Images without objects; files listed more than once. */
export function imageFindings(images: readonly ImageRecord[]): Finding[] {
  const files = new Set<string>();
  const repeated: Place[] = [];
  const empty: Place[] = [];
  images.forEach(({ fileName, objects, source }, image) => {
    // Two folders may have a file of one name.
    const file = source?.kind === 'file' ? path.join(source.entry.folder, fileName) : fileName;
    if (files.has(file)) repeated.push({ image });
    files.add(file);
    if (objects.length === 0) empty.push({ image });
  });
  return [
    ...placesFinding(images, repeated, {
      severity: 'warning',
      message: (count) => `${some(count, 'image', 'images')} of a file listed before`,
      remedy: 'Its objects may be split over the entries, which makes background of them; merge the entries.',
    }),
    ...placesFinding(images, empty, {
      severity: 'note',
      message: (count) => `${some(count, 'image', 'images')} without objects`,
      remedy: 'They are trained on as background; leave them out with imagesWithoutObjects: "drop".',
    }),
  ];
}
