import { expect, it } from 'vitest';
import { parseCoco } from './parse.ts';

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
  const parse = () => parseCoco('val.json', JSON.stringify(coco));
  expect(parse).toThrow(
    expect.objectContaining({ name: 'ExpectationError', message: `val.json: ${message}` }),
  );
});

it('accepts the file that the cases above change', () => {
  expect(parseCoco('val.json', JSON.stringify(valid())).images.map((image) => image.objects.length)).toEqual([
    1, 1,
  ]);
});

it('names NaN and Infinity as Python writes them', () => {
  const quoted = JSON.stringify(valid()).replace('a.png', 'NaN.png');
  expect(() => parseCoco('val.json', quoted.replace('[1,2,3,4]', '[1,2,NaN,4]'))).toThrow(
    'val.json: annotations[0].bbox[2]: expected a finite number, got NaN.',
  );
  expect(() => parseCoco('val.json', quoted.replace('[1,2,3,4]', '[-Infinity,2,3,4]'))).toThrow(
    'val.json: annotations[0].bbox[0]: expected a finite number, got -Infinity.',
  );
});

it('refuses files that are no COCO files', () => {
  expect(() => parseCoco('val.json', '{"images": [')).toThrow(
    /^val\.json: expected a JSON file, got a syntax error \(/,
  );
  expect(() => parseCoco('val.json', '[]')).toThrow(
    'val.json: expected an object with images, annotations and categories, got an array. This may be a file of results; give the annotations.',
  );
});
