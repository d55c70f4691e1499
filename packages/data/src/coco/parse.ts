import type { Category, ObjectRecord } from '../dataset.ts';
import { Field, parseJson } from './json.ts';

/** One entry of `images`, checked, with its index in the file. */
export interface CocoImage {
  readonly index: number;
  readonly id: number;
  readonly fileName: string;
  readonly width: number;
  readonly height: number;
  readonly objects: readonly (Omit<ObjectRecord, 'classIndex'> & { readonly categoryId: number })[];
}

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
  const root = new Field(file, '', parseJson(file, text));
  if (Array.isArray(root.value)) {
    root.refuse(
      'an object with images, annotations and categories',
      'an array',
      'This may be a file of results; give the annotations.',
    );
  }
  root.object();
  const categories = parseCategories(root.get('categories'));
  const images = parseImages(root.get('images'));
  const objects = parseAnnotations(root.get('annotations'), images, categories);
  return {
    categories: [...categories.values()],
    images: [...images.values()].map((image) => ({ ...image, objects: objects.get(image.id) ?? [] })),
  };
}

type ImageHead = Omit<CocoImage, 'objects'>;

function parseCategories(field: Field): Map<number, Category> {
  const categories = new Map<number, Category>();
  const names = new Set<string>();
  for (const entry of field.array()) {
    const id = uniqueId(entry.object(), categories);
    const name = entry.get('name').string();
    if (names.has(name)) entry.get('name').refuse('a name of its own', `"${name}" a second time`);
    names.add(name);
    categories.set(id, { id, name });
  }
  if (categories.size === 0) field.refuse('at least one category', 'none');
  return categories;
}

function parseImages(field: Field): Map<number, ImageHead> {
  const images = new Map<number, ImageHead>();
  field.array().forEach((entry, index) => {
    const id = uniqueId(entry.object(), images);
    const fileName = entry.get('file_name').string();
    images.set(id, {
      index,
      id,
      fileName,
      width: side(entry.get('width')),
      height: side(entry.get('height')),
    });
  });
  if (images.size === 0) field.refuse('at least one image', 'none', 'The dataset is empty.');
  return images;
}

function parseAnnotations(
  field: Field,
  images: ReadonlyMap<number, ImageHead>,
  categories: ReadonlyMap<number, Category>,
): Map<number, CocoImage['objects'][number][]> {
  const ids = new Set<number>();
  const objects = new Map<number, CocoImage['objects'][number][]>();
  const remedy = 'A test set without annotations has an empty array here.';
  for (const entry of field.array(remedy)) {
    const id = uniqueId(entry.object(), ids);
    ids.add(id);
    const image = images.get(entry.get('image_id').integer());
    if (image === undefined) entry.get('image_id').refuse('the id of an entry of images');
    const categoryId = entry.get('category_id').integer();
    if (!categories.has(categoryId)) {
      const known = [...categories.values()].map((category) => `${category.id} ${category.name}`).join(', ');
      entry.get('category_id').refuse('the id of an entry of categories', undefined, `Known are: ${known}.`);
    }
    const box = parseBox(entry.get('bbox'), image!);
    const area = entry.get('area').value === undefined ? undefined : entry.get('area').number();
    const crowd = entry.get('iscrowd').value ?? 0;
    if (crowd !== 0 && crowd !== 1) entry.get('iscrowd').refuse('0 or 1');
    const object = {
      id,
      box,
      categoryId,
      area: area ?? (box[2] - box[0]) * (box[3] - box[1]),
      crowd: crowd === 1,
    };
    const siblings = objects.get(image!.id);
    if (siblings === undefined) objects.set(image!.id, [object]);
    else siblings.push(object);
  }
  return objects;
}

/** COCO's [x, y, width, height] as x1, y1, x2, y2. */
function parseBox(field: Field, image: ImageHead): [number, number, number, number] {
  const entries = field.array();
  if (entries.length !== 4) field.refuse('4 numbers: x, y, width, height', `${entries.length} numbers`);
  const [x, y, width, height] = entries.map((entry) => entry.number()) as [number, number, number, number];
  if (width <= 0) entries[2]!.refuse('a width > 0');
  if (height <= 0) entries[3]!.refuse('a height > 0');
  if (x >= image.width || y >= image.height || x + width <= 0 || y + height <= 0) {
    field.refuse(`a box with a part inside its image (${image.fileName}, ${image.width}×${image.height})`);
  }
  return [x, y, x + width, y + height];
}

function uniqueId(entry: Field, taken: { has(id: number): boolean }): number {
  const id = entry.get('id').integer();
  if (taken.has(id)) entry.get('id').refuse('an id of its own', `${id} a second time`);
  return id;
}

function side(field: Field): number {
  const value = field.integer();
  if (value < 1) field.refuse('a whole number of pixels ≥ 1');
  return value;
}
