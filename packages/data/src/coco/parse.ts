import { ExpectationError } from '@tandem-det/base';
import type { Box, Category, ObjectRecord } from '../dataset.ts';
import type { Faults } from '../files/faults.ts';
import type { Size } from '../images/size.ts';
import {
  asInteger,
  asNumber,
  asObject,
  asText,
  type Field,
  itemsOf,
  member,
  parseJson,
  refuse,
} from './json.ts';

/** One entry of `images`, checked, with its index in the file. */
export interface CocoImage {
  readonly index: number;
  readonly id: number;
  readonly fileName: string;
  /** Undefined where the file has none, or 0 × 0. */
  readonly size: Size | undefined;
}

/** A category, with what is said to be above it. */
export interface CocoCategory extends Category {
  readonly parent: string | undefined;
  /** Whether any annotation is of it. */
  readonly isUsed: boolean;
}

export type CocoObject = Omit<ObjectRecord, 'classIndex'> & { readonly categoryId: number };

/** Images and categories of a COCO instances file; its annotations are not checked yet. */
export interface CocoHead {
  readonly categories: readonly CocoCategory[];
  /** Ids of categories that stand for another of the same name. */
  readonly joined: ReadonlyMap<number, number>;
  readonly images: readonly CocoImage[];
  /** Entries of images that are wrong, by id where they have one; annotations of them are left out with them. */
  readonly refused: ReadonlyMap<number | string, string>;
  readonly annotations: readonly Field[];
}

/** The objects of a COCO instances file. */
export interface CocoObjects {
  /** By the id of their image. */
  readonly objects: ReadonlyMap<number, readonly CocoObject[]>;
  /** How many are wrong, and how many are of images that are. */
  readonly bad: number;
  readonly ofRefused: number;
}

/**
 * Reads images and categories from the text of a COCO instances file. Throws an ExpectationError that names file and
 * field where it is no such file. An entry that is wrong is a fault and left out: a missing or duplicate id (whose
 * annotations could be of either image), no file name, half a size.
 */
export function parseCoco(file: string, text: string, faults: Faults): CocoHead {
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
  const categories = itemsOf(member(root, 'categories'));
  if (categories.length === 0) refuse(member(root, 'categories'), 'at least one category', 'none');
  const images = itemsOf(member(root, 'images'));
  if (images.length === 0)
    refuse(member(root, 'images'), 'at least one image', 'none', 'The dataset is empty.');
  const annotations = itemsOf(
    member(root, 'annotations'),
    'A test set without annotations has an empty array here.',
  );
  const used = new Set(
    annotations.map(({ value }) => (value as Record<string, unknown> | null)?.['category_id']),
  );
  return {
    ...parseCategories(categories, used, faults),
    ...parseImages(images, faults),
    annotations,
  };
}

function parseCategories(
  fields: readonly Field[],
  used: ReadonlySet<unknown>,
  faults: Faults,
): Pick<CocoHead, 'categories' | 'joined'> {
  const categories = new Map<number, CocoCategory>();
  for (const field of fields) {
    faults.attempt(() => {
      const entry = asObject(field);
      const id = uniqueId(entry, categories);
      const parent = member(entry, 'supercategory').value;
      categories.set(id, {
        id,
        name: asText(member(entry, 'name')),
        parent: typeof parent === 'string' ? parent : undefined,
        isUsed: used.has(id),
      });
    });
  }
  const joined = new Map<number, number>();
  const byName = new Map<string, CocoCategory>();
  for (const [index, category] of [...categories.values()].entries()) {
    const same = byName.get(category.name);
    if (same === undefined || (!same.isUsed && category.isUsed)) byName.set(category.name, category);
    if (!same?.isUsed || !category.isUsed) continue;
    joined.set(category.id, same.id);
    faults.attempt(() =>
      refuse(
        { file: fields[0]!.file, path: `categories[${index}].name`, value: category.name },
        'a name of its own',
        `"${category.name}" a second time`,
        'With badObjects: "skip" the two are taken for one.',
      ),
    );
  }
  return {
    categories: [...categories.values()].filter(({ id, name }) => byName.get(name)!.id === id),
    joined,
  };
}

function parseImages(fields: readonly Field[], faults: Faults): Pick<CocoHead, 'images' | 'refused'> {
  const images = new Map<number, CocoImage>();
  const refused = new Map<number | string, string>();
  fields.forEach((field, index) => {
    const image = faults.attempt(() => {
      const entry = asObject(field);
      const id = uniqueId(entry, images);
      return { index, id, fileName: asText(member(entry, 'file_name')), size: sizeOf(entry) };
    });
    if (image !== undefined) {
      images.set(image.id, image);
      return;
    }
    const { id, file_name: name } = (field.value ?? {}) as {
      readonly id?: unknown;
      readonly file_name?: unknown;
    };
    refused.set(typeof id === 'number' && !refused.has(id) ? id : `images[${index}]`, shortName(name, index));
  });
  for (const id of refused.keys()) {
    const first = typeof id === 'number' ? images.get(id) : undefined;
    if (first === undefined) continue;
    images.delete(first.id);
    refused.set(`images[${first.index}]`, first.fileName);
  }
  return { images: [...images.values()], refused };
}

function shortName(name: unknown, index: number): string {
  return typeof name === 'string' && name !== '' ? name : `images[${index}]`;
}

/**
 * Reads the annotations; `sizes` has the size of each image by id. One that is wrong is a fault and left out: a missing
 * or duplicate id, an image or category that is not there, a box that is not four finite numbers with a width and a
 * height above 0 and a part inside its image.
 */
export function parseCocoObjects(
  { annotations, images, categories, joined, refused }: CocoHead,
  sizes: ReadonlyMap<number, Size>,
  faults: Faults,
): CocoObjects {
  const heads = new Map(
    images.flatMap(({ id, fileName }) => {
      const size = sizes.get(id);
      return size === undefined ? [] : [[id, { id, fileName, ...size }]];
    }),
  );
  const known = new Map(categories.map((category) => [category.id, category]));
  const ids = new Set<number>();
  const objects = new Map<number, CocoObject[]>();
  let [bad, ofRefused] = [0, 0];
  for (const field of annotations) {
    const imageId = (field.value as Record<string, unknown> | null)?.['image_id'];
    if (typeof imageId === 'number' && refused.has(imageId)) {
      ofRefused += 1;
      continue;
    }
    try {
      const entry = asObject(field);
      const id = uniqueId(entry, ids);
      const image = imageOf(member(entry, 'image_id'), heads);
      const categoryId = categoryOf(member(entry, 'category_id'), known, joined);
      const box = parseBox(member(entry, 'bbox'), image);
      const area = member(entry, 'area');
      const object = {
        id,
        box,
        categoryId,
        area: area.value === undefined || area.value === null ? areaOf(box) : asNumber(area),
        crowd: isCrowd(member(entry, 'iscrowd')),
      };
      ids.add(id);
      const siblings = objects.get(image.id);
      if (siblings === undefined) objects.set(image.id, [object]);
      else siblings.push(object);
    } catch (error) {
      if (!(error instanceof ExpectationError)) throw error;
      faults.add(error);
      bad += 1;
    }
  }
  return { objects, bad, ofRefused };
}

type ImageHead = Size & { readonly id: number; readonly fileName: string };

function areaOf([x1, y1, x2, y2]: Box): number {
  return (x2 - x1) * (y2 - y1);
}

function imageOf(field: Field, images: ReadonlyMap<number, ImageHead>): ImageHead {
  return images.get(asInteger(field)) ?? refuse(field, 'the id of an entry of images');
}

function categoryOf(
  field: Field,
  categories: ReadonlyMap<number, Category>,
  joined: ReadonlyMap<number, number>,
): number {
  const given = asInteger(field);
  const id = joined.get(given) ?? given;
  if (categories.has(id)) return id;
  const known = [...categories.values()].map((category) => `${category.id} ${category.name}`).join(', ');
  return refuse(field, 'the id of an entry of categories', undefined, `Known are: ${known}.`);
}

function isCrowd(field: Field): boolean {
  const value = field.value ?? 0;
  if (value === 0 || value === false) return false;
  return value === 1 || value === true ? true : refuse(field, '0 or 1');
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

/** Undefined where both sides are missing, null or 0: some tools do not know them. */
function sizeOf(entry: Field): Size | undefined {
  const [width, height] = [member(entry, 'width'), member(entry, 'height')];
  if (!width.value && !height.value) return undefined;
  return { width: asSide(width), height: asSide(height) };
}

function asSide(field: Field): number {
  const side = asInteger(field);
  return side >= 1 ? side : refuse(field, 'a whole number of pixels ≥ 1');
}
