import { expect, it } from 'vitest';
import { createFaults } from '../files/faults.ts';
import { parseCoco, parseCocoObjects } from './parse.ts';

/** Images, categories and objects by image, and the faults by kind; an image without a size has 64 × 32. */
function parse(text: string) {
  const faults = createFaults();
  const head = parseCoco('val.json', text, faults);
  const sizes = new Map(head.images.map(({ id, size }) => [id, size ?? { width: 64, height: 32 }]));
  const read = parseCocoObjects(head, sizes, faults);
  const groups = faults.groups().map(({ kind, count }) => [count, kind]);
  return { ...head, ...read, groups, settle: () => faults.settle('error', () => {}) };
}

const valid = () => ({
  images: [
    { id: 10, file_name: 'a.png', width: 64, height: 32 },
    { id: 20, file_name: 'b.png', width: 64, height: 32 },
  ],
  annotations: [
    { id: 1, image_id: 20, category_id: 5, bbox: [1, 2, 3, 4], area: 11, iscrowd: 0 },
    { id: 2, image_id: 10, category_id: 3, bbox: [5, 2, 10, 4.5] },
  ],
  categories: [
    { id: 5, name: 'disc' },
    { id: 3, name: 'cell' },
  ],
});

/** A pattern for this very text. */
const literal = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

const NOTHING = undefined;
const BOX = 'annotations.0.bbox';

/** Where, the value put there, and the message after `val.json: `. */
const CASES: readonly (readonly [path: string, value: unknown, message: string])[] = [
  [BOX, [1, 2, -3, 4], 'annotations[0].bbox[2]: expected a width > 0, got -3.'],
  ['annotations.1.bbox', [1, 2, 3, 0], 'annotations[1].bbox[3]: expected a height > 0, got 0.'],
  [BOX, [null, 2, 3, 4], 'annotations[0].bbox[0]: expected a finite number, got null.'],
  [BOX, [1, '2', 3, 4], 'annotations[0].bbox[1]: expected a finite number, got "2".'],
  [BOX, [1, 2, 3], 'annotations[0].bbox: expected 4 numbers: x, y, width, height, got 3 numbers.'],
  [BOX, NOTHING, 'annotations[0].bbox: expected an array, got nothing.'],
  [
    BOX,
    [64, 2, 3, 4],
    'annotations[0].bbox: expected a box with a part inside its image (b.png, 64×32), got [64,2,3,4].',
  ],
  [
    BOX,
    [-3, 2, 3, 4],
    'annotations[0].bbox: expected a box with a part inside its image (b.png, 64×32), got [-3,2,3,4].',
  ],
  [
    'annotations.0.category_id',
    4,
    'annotations[0].category_id: expected the id of an entry of categories, got 4. Known are: 5 disc, 3 cell.',
  ],
  ['annotations.0.image_id', 11, 'annotations[0].image_id: expected the id of an entry of images, got 11.'],
  ['annotations.1.id', 1, 'annotations[1].id: expected an id of its own, got 1 a second time.'],
  ['annotations.1.id', NOTHING, 'annotations[1].id: expected an integer, got nothing.'],
  ['annotations.1.iscrowd', 'yes', 'annotations[1].iscrowd: expected 0 or 1, got "yes".'],
  ['annotations.1.area', 'big', 'annotations[1].area: expected a finite number, got "big".'],
  ['images.1.id', 10, 'images[1].id: expected an id of its own, got 10 a second time.'],
  ['images.1.id', '30', 'images[1].id: expected an integer, got "30".'],
  ['images.1.width', 0, 'images[1].width: expected a whole number of pixels ≥ 1, got 0.'],
  ['images.1.height', 2.5, 'images[1].height: expected an integer, got 2.5.'],
  ['images.1.file_name', NOTHING, 'images[1].file_name: expected a text, got nothing.'],
  ['images.0', 3, 'images[0]: expected an object, got 3.'],
  ['images', [], 'images: expected at least one image, got none. The dataset is empty.'],
  ['categories.1.id', 5, 'categories[1].id: expected an id of its own, got 5 a second time.'],
  ['categories.1.name', 'disc', 'categories[1].name: expected a name of its own, got "disc" a second time.'],
  ['categories', [], 'categories: expected at least one category, got none.'],
  ['categories', {}, 'categories: expected an array, got {}.'],
  [
    'annotations',
    NOTHING,
    'annotations: expected an array, got nothing. A test set without annotations has an empty array here.',
  ],
];

it.each(CASES)('%s = %j is refused by file and field', (path, value, message) => {
  const coco = valid();
  const keys = path.split('.');
  const last = keys.pop()!;
  let place = coco as unknown as Record<string, unknown>;
  for (const key of keys) place = place[key] as Record<string, unknown>;
  place[last] = value;
  expect(() => parse(JSON.stringify(coco)).settle()).toThrow(
    expect.objectContaining({
      name: 'ExpectationError',
      message: expect.stringMatching(new RegExp(`^${literal(`val.json: ${message}`)}`)),
    }),
  );
});

it('accepts the file that the cases above change', () => {
  const { images, objects, groups, settle } = parse(JSON.stringify(valid()));
  settle();
  expect(groups).toEqual([]);
  expect(images.map(({ id }) => objects.get(id)!.length)).toEqual([1, 1]);
});

it('reads what tools write for nothing: area null, iscrowd true, false and null, a size of 0 × 0', () => {
  const coco = valid() as unknown as Record<'images' | 'annotations', Record<string, unknown>[]>;
  Object.assign(coco.annotations[0]!, { area: null, iscrowd: true });
  Object.assign(coco.annotations[1]!, { iscrowd: null });
  Object.assign(coco.images[0]!, { width: 0, height: 0 });
  Object.assign(coco.images[1]!, { width: null, height: undefined });
  const { images, objects, settle } = parse(JSON.stringify(coco));
  settle();
  expect(images.map(({ size }) => size)).toEqual([undefined, undefined]);
  expect(objects.get(20)![0]).toMatchObject({ area: 12, crowd: true }); // 3 · 4
  expect(objects.get(10)![0]).toMatchObject({ area: 45, crowd: false }); // 10 · 4.5
});

it('gathers faults, keeps the rest, and takes neither of two images with one id', () => {
  const coco = valid();
  coco.images.push({ id: 20, file_name: 'c.png', width: 64, height: 32 });
  coco.annotations.push({ id: 3, image_id: 10, category_id: 3, bbox: [1, 2, 0, 4] });
  coco.annotations.push({ id: 4, image_id: 10, category_id: 3, bbox: [1, 2, 0.5, -4] });
  coco.annotations.push({ id: 5, image_id: 99, category_id: 3, bbox: [1, 2, 3, 4] });
  const { images, objects, refused, bad, ofRefused, groups } = parse(JSON.stringify(coco));
  expect(images.map(({ id }) => id)).toEqual([10]);
  expect([...refused]).toEqual([
    [20, 'c.png'],
    ['images[1]', 'b.png'],
  ]);
  expect(objects.get(10)!.map(({ id }) => id)).toEqual([2]);
  expect([bad, ofRefused]).toEqual([3, 1]);
  expect(groups).toEqual([
    [1, 'images[].id: expected an id of its own'],
    [1, 'annotations[].bbox[]: expected a width > 0'],
    [1, 'annotations[].bbox[]: expected a height > 0'],
    [1, 'annotations[].image_id: expected the id of an entry of images'],
  ]);
});

it('takes categories of one name for one where only one has objects, and where both have says so', () => {
  const coco = valid();
  coco.categories.push({ id: 8, name: 'cell' });
  const { categories, settle } = parse(JSON.stringify(coco));
  settle();
  expect(categories.map(({ id }) => id)).toEqual([5, 3]);
  coco.annotations.push({ id: 3, image_id: 10, category_id: 8, bbox: [1, 2, 3, 4] });
  const both = parse(JSON.stringify(coco));
  expect(both.settle).toThrow(
    'val.json: categories[2].name: expected a name of its own, got "cell" a second time. With badObjects: "skip" the two are taken for one.',
  );
  expect(both.objects.get(10)!.map(({ categoryId }) => categoryId)).toEqual([3, 3]);
});

it('names NaN and Infinity as Python writes them', () => {
  const quoted = JSON.stringify(valid()).replace('a.png', 'NaN.png');
  expect(() => parse(quoted.replace('[1,2,3,4]', '[1,2,NaN,4]')).settle()).toThrow(
    'val.json: annotations[0].bbox[2]: expected a finite number, got NaN.',
  );
  expect(() => parse(quoted.replace('[1,2,3,4]', '[-Infinity,2,3,4]')).settle()).toThrow(
    'val.json: annotations[0].bbox[0]: expected a finite number, got -Infinity.',
  );
});

it('refuses files that are no COCO files', () => {
  expect(() => parse('{"images": [')).toThrow(/^val\.json: expected a JSON file, got a syntax error \(/);
  expect(() => parse('[]')).toThrow(
    'val.json: expected an object with images, annotations and categories, got an array. This may be a file of results; give the annotations.',
  );
});
