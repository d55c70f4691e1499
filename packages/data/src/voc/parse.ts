import { nearName } from '@tandem-det/base';
import type { Box } from '../dataset.ts';
import type { Size } from '../images/size.ts';
import {
  child,
  children,
  flagOf,
  isRepeated,
  numberOf,
  parseXml,
  refuseXml,
  textOf,
  type XmlField,
} from './xml.ts';

/** Where a box's corners are counted from: see `readVoc`. */
export type VocCorners = 'pixels' | 'edges';

/** One annotation file: what it says of its image, and its objects, which are not checked yet. */
export interface VocFile {
  /** As annotated: it may not be the name of the file any more. */
  readonly fileName: string | undefined;
  /** Where the image was when it was annotated. */
  readonly path: string | undefined;
  /** Undefined where the file has none, or 0 × 0, as some tools write that do not know it. */
  readonly size: Size | undefined;
  readonly objects: readonly XmlField[];
}

export interface VocObject {
  readonly name: string;
  readonly box: Box;
  readonly difficult: boolean;
  /** Of its name, for errors; without the element, which would keep the whole file in memory. */
  readonly field: XmlField;
}

/**
 * Reads the text of a Pascal VOC annotation. Throws an ExpectationError that names file and field where it is no XML
 * file, its root is another, half a size is given, or its objects are not where they belong.
 */
export function parseVoc(file: string, text: string): VocFile {
  const root = parseXml(file, text, 'annotation');
  const objects = children(root, 'object');
  if (objects.length === 0) refuseElsewhere(root);
  const fileName = child(root, 'filename').element?.textContent?.trim();
  const path = child(root, 'path').element?.textContent?.trim();
  return {
    fileName: fileName ? fileName : undefined,
    path: path ? path : undefined,
    size: sizeOf(child(root, 'size')),
    objects,
  };
}

/**
 * One object of an annotation. Throws an ExpectationError that names file and field: no name, a box that is not four
 * finite numbers with a width and a height above 0 and a part inside the image, two boxes.
 */
export function parseVocObject(object: XmlField, size: Size, corners: VocCorners): VocObject {
  const field = child(object, 'name');
  const name = textOf(field);
  const box = boxOf(object, size, corners);
  const difficult = flagOf(child(object, 'difficult'));
  return { name, box, difficult, field: { ...field, element: undefined } };
}

function boxOf(object: XmlField, { width, height }: Size, corners: VocCorners): Box {
  const field = oneBox(object);
  const first = corners === 'pixels' ? 1 : 0;
  const x1 = cornerOf(field, 'xmin') - first;
  const y1 = cornerOf(field, 'ymin') - first;
  const x2 = cornerOf(field, 'xmax');
  const y2 = cornerOf(field, 'ymax');
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

/** The box of an object, which has one and no other shape. */
function oneBox(object: XmlField): XmlField {
  const box = child(object, 'bndbox');
  if (box.element === undefined) {
    const others = elementNames(object).filter((name) => /poly|box|ellipse|point|mask/i.test(name));
    const got = others.length === 0 ? 'nothing' : others.map((name) => `<${name}> alone`).join(' and ');
    refuseXml(box, 'a box', got, 'Export boxes: other shapes are not read.');
  }
  if (isRepeated(box)) {
    refuseXml(box, 'one box an object', `${children(object, 'bndbox').length} boxes`);
  }
  return box;
}

function cornerOf(box: XmlField, name: string): number {
  const corner = child(box, name);
  if (corner.element !== undefined) return numberOf(corner);
  const near = nearName(name, elementNames(box));
  return refuseXml(corner, 'a text', 'nothing', near === undefined ? '' : `It has <${near}>.`);
}

function sizeOf(field: XmlField): Size | undefined {
  const [width, height] = [child(field, 'width'), child(field, 'height')];
  const isUnknown = ({ element }: XmlField) => /^(0+(\.0*)?)?$/.test(element?.textContent?.trim() ?? '');
  if (isUnknown(width) && isUnknown(height)) return undefined;
  return { width: sideOf(width), height: sideOf(height) };
}

function sideOf(field: XmlField): number {
  const side = numberOf(field);
  return Number.isInteger(side) && side >= 1 ? side : refuseXml(field, 'a whole number of pixels ≥ 1');
}

/** Objects inside of other elements would vanish without a word. */
function refuseElsewhere(root: XmlField): void {
  const parent = root.element!.getElementsByTagName('object')[0]?.parentNode;
  if (!parent) return;
  refuseXml(
    child(root, 'object'),
    'objects directly in <annotation>',
    `some in <${parent.nodeName}>`,
    'Take them out of it.',
  );
}

function elementNames({ element }: XmlField): string[] {
  const names: string[] = [];
  for (let node = element?.firstChild; node; node = node.nextSibling) {
    if (node.nodeType === 1) names.push(node.nodeName);
  }
  return names;
}
