import type { Box } from '../dataset.ts';
import { child, children, flagOf, numberOf, parseXml, refuseXml, textOf, type XmlField } from './xml.ts';

/** Where a box's corners are counted from: see `readVoc`. */
export type VocCorners = 'pixels' | 'edges';

/** One annotation file, checked. */
export interface VocFile {
  /** As annotated: it may not be the name of the file any more. */
  readonly fileName: string | undefined;
  readonly width: number;
  readonly height: number;
  readonly objects: readonly VocObject[];
}

export interface VocObject {
  readonly name: string;
  readonly box: Box;
  readonly difficult: boolean;
  /** Of its name, for errors. */
  readonly field: XmlField;
}

/**
 * Reads the text of a Pascal VOC annotation. Throws an ExpectationError that names file and field for the
 * first that is wrong: no size, an object without a name, a box that is not four finite numbers with a
 * width and a height above 0 and a part inside the image.
 */
export function parseVoc(file: string, text: string, corners: VocCorners): VocFile {
  const root = parseXml(file, text, 'annotation');
  const size = child(root, 'size');
  const width = sideOf(child(size, 'width'));
  const height = sideOf(child(size, 'height'));
  const fileName = child(root, 'filename').element?.textContent?.trim();
  return {
    fileName: fileName ? fileName : undefined,
    width,
    height,
    objects: children(root, 'object').map((object) => {
      const field = child(object, 'name');
      const box = boxOf(child(object, 'bndbox'), { width, height }, corners);
      return { name: textOf(field), box, difficult: flagOf(child(object, 'difficult')), field };
    }),
  };
}

function boxOf(
  field: XmlField,
  { width, height }: { readonly width: number; readonly height: number },
  corners: VocCorners,
): Box {
  const first = corners === 'pixels' ? 1 : 0;
  const x1 = numberOf(child(field, 'xmin')) - first;
  const y1 = numberOf(child(field, 'ymin')) - first;
  const x2 = numberOf(child(field, 'xmax'));
  const y2 = numberOf(child(field, 'ymax'));
  if (x2 <= x1) refuseXml(child(field, 'xmax'), 'a right edge beyond the left one');
  if (y2 <= y1) refuseXml(child(field, 'ymax'), 'a lower edge beyond the upper one');
  if (x1 >= width || y1 >= height || x2 <= 0 || y2 <= 0) {
    refuseXml(
      field,
      `a box with a part inside its image (${width}×${height})`,
      `${x1}, ${y1} to ${x2}, ${y2}`,
    );
  }
  return [x1, y1, x2, y2];
}

function sideOf(field: XmlField): number {
  const side = numberOf(field);
  return Number.isInteger(side) && side >= 1 ? side : refuseXml(field, 'a whole number of pixels ≥ 1');
}
