import type { Category, ObjectRecord } from '../dataset.ts';
import {
  asInteger,
  asNumber,
  asObject,
  asText,
  type Field,
  itemsOf,
  member,
  objectsIn,
  parseJson,
  refuse,
} from './json.ts';

/** One entry of `images`, checked, with its index in the file. */
export interface CocoImage {
  readonly index: number;
  readonly id: number;
  readonly fileName: string;
  readonly width: number;
  readonly height: number;
  readonly objects: readonly CocoObject[];
}

export type CocoObject = Omit<ObjectRecord, 'classIndex'> & { readonly categoryId: number };

/** The content of a COCO instances file, checked and joined. */
export interface CocoFile {
  readonly categories: readonly Category[];
  readonly images: readonly CocoImage[];
}

/**
 * Reads the text of a COCO instances file. Throws an ExpectationError that names file and field for the
 * first entry that is wrong: a missing or duplicate id, an id that nothing has, a box that is not four
 * finite numbers with a width and a height above 0 and a part inside its image.
 */
export function parseCoco(file: string, text: string): CocoFile {
  const root: Field = { file, path: '', value: parseJson(file, text) };
  if (Array.isArray(root.value)) {
    refuse(
      root,
      'an object with images, annotations and categories',
      'an array',
      'This may be a file of results; give the annotations.',
    );
  }
  asObject(root);
  const categories = parseCategories(member(root, 'categories'));
  const images = parseImages(member(root, 'images'));
  const objects = parseAnnotations(member(root, 'annotations'), images, categories);
  return {
    categories: [...categories.values()],
    images: [...images.values()].map((image) => ({ ...image, objects: objects.get(image.id) ?? [] })),
  };
}

type ImageHead = Omit<CocoImage, 'objects'>;

function parseCategories(field: Field): Map<number, Category> {
  const categories = new Map<number, Category>();
  const names = new Set<string>();
  for (const entry of objectsIn(field)) {
    const id = uniqueId(entry, categories);
    const name = asText(member(entry, 'name'));
    if (names.has(name)) refuse(member(entry, 'name'), 'a name of its own', `"${name}" a second time`);
    names.add(name);
    categories.set(id, { id, name });
  }
  if (categories.size === 0) refuse(field, 'at least one category', 'none');
  return categories;
}

function parseImages(field: Field): Map<number, ImageHead> {
  const images = new Map<number, ImageHead>();
  objectsIn(field).forEach((entry, index) => {
    const id = uniqueId(entry, images);
    const fileName = asText(member(entry, 'file_name'));
    const width = asSide(member(entry, 'width'));
    const height = asSide(member(entry, 'height'));
    images.set(id, { index, id, fileName, width, height });
  });
  if (images.size === 0) refuse(field, 'at least one image', 'none', 'The dataset is empty.');
  return images;
}

function parseAnnotations(
  field: Field,
  images: ReadonlyMap<number, ImageHead>,
  categories: ReadonlyMap<number, Category>,
): Map<number, CocoObject[]> {
  const ids = new Set<number>();
  const objects = new Map<number, CocoObject[]>();
  for (const entry of objectsIn(field, 'A test set without annotations has an empty array here.')) {
    const id = uniqueId(entry, ids);
    ids.add(id);
    const image = imageOf(member(entry, 'image_id'), images);
    const categoryId = categoryOf(member(entry, 'category_id'), categories);
    const box = parseBox(member(entry, 'bbox'), image);
    const area = member(entry, 'area');
    const object = {
      id,
      box,
      categoryId,
      area: area.value === undefined ? (box[2] - box[0]) * (box[3] - box[1]) : asNumber(area),
      crowd: isCrowd(member(entry, 'iscrowd')),
    };
    const siblings = objects.get(image.id);
    if (siblings === undefined) objects.set(image.id, [object]);
    else siblings.push(object);
  }
  return objects;
}

function imageOf(field: Field, images: ReadonlyMap<number, ImageHead>): ImageHead {
  return images.get(asInteger(field)) ?? refuse(field, 'the id of an entry of images');
}

function categoryOf(field: Field, categories: ReadonlyMap<number, Category>): number {
  const id = asInteger(field);
  if (categories.has(id)) return id;
  const known = [...categories.values()].map((category) => `${category.id} ${category.name}`).join(', ');
  return refuse(field, 'the id of an entry of categories', undefined, `Known are: ${known}.`);
}

function isCrowd(field: Field): boolean {
  const value = field.value ?? 0;
  return value === 0 || value === 1 ? value === 1 : refuse(field, '0 or 1');
}

/** COCO's [x, y, width, height] as x1, y1, x2, y2. */
function parseBox(field: Field, image: ImageHead): [number, number, number, number] {
  const items = itemsOf(field);
  if (items.length !== 4) refuse(field, '4 numbers: x, y, width, height', `${items.length} numbers`);
  const [x, y, width, height] = items.map(asNumber) as [number, number, number, number];
  if (width <= 0) refuse(items[2]!, 'a width > 0');
  if (height <= 0) refuse(items[3]!, 'a height > 0');
  if (x >= image.width || y >= image.height || x + width <= 0 || y + height <= 0) {
    refuse(field, `a box with a part inside its image (${image.fileName}, ${image.width}×${image.height})`);
  }
  return [x, y, x + width, y + height];
}

function uniqueId(entry: Field, taken: { has(id: number): boolean }): number {
  const field = member(entry, 'id');
  const id = asInteger(field);
  return taken.has(id) ? refuse(field, 'an id of its own', `${id} a second time`) : id;
}

function asSide(field: Field): number {
  const side = asInteger(field);
  return side >= 1 ? side : refuse(field, 'a whole number of pixels ≥ 1');
}
