import { expect, it } from 'vitest';
import { datasetOf, object, record } from '../testing/fixtures.ts';
import { inspectDataset } from './inspect.ts';

const size = { width: 200, height: 100 };
const dataset = () =>
  datasetOf([
    record(
      1,
      [
        object([0, 0, 10, 10], { id: 1 }),
        object([0, 0, 10, 10], { id: 2 }),
        object([50, 20, 100, 70], { id: 3 }),
        object([0, 0, 200, 100], { id: 4, crowd: true }),
      ],
      size,
    ),
    record(2, [object([-5, 0, 150, 90], { id: 5 }), object([3, 3, 7, 10], { id: 6 })], size),
    record(3, [], size),
  ]);

it('counts', () => {
  const inspection = inspectDataset(dataset());
  expect(inspection).toMatchObject({
    name: 'fixture',
    images: 3,
    imagesWithoutObjects: 1,
    objects: 5,
    crowds: 1,
    classes: [
      { id: 7, name: 'cell', objects: 5, images: 2 },
      { id: 9, name: 'disc', objects: 0, images: 0 },
    ],
    objectsPerImage: { least: 0, mean: 5 / 3, most: 3 },
    // Areas 100, 100, 28 < 1024; 2500; 155 · 90 = 13950 ≥ 9216.
    sizes: { small: 3, medium: 1, large: 1 },
    imageSizes: [{ width: 200, height: 100, count: 3 }],
  });
  // √28 = 5.3 in [4, 8); 10 and 10 in [8, 16); 50 in [32, 64); √13950 = 118 in [64, 128).
  expect(inspection.sides.map(({ count }) => count)).toEqual([0, 0, 1, 2, 0, 1, 1]);
  // Ratios 1, 1, 1, 155 / 90 = 1.72, 4 / 7 = 0.57, of boxes of images with 3, 2 and 0 objects.
  expect(inspection.aspects.map(({ count }) => count)).toEqual([0, 0, 0, 1, 0, 3, 1, 0, 0, 0]);
  expect(inspection.crowding).toEqual([
    { from: 0, to: 1, count: 1 },
    { from: 1, to: 2, count: 0 },
    { from: 2, to: 4, count: 2 },
  ]);
  expect(inspection.sides[0]).toEqual({ from: 0, to: 2, count: 0 });
  expect(inspection.sides[6]).toEqual({ from: 64, to: 128, count: 1 });
});

it('measures in pixels of the network input', () => {
  // 200×100 fits into 400×300 at scale 2: areas times 4: 400, 400, 112; 10000 ≥ 9216 now large.
  expect(inspectDataset(dataset(), { input: { width: 400, height: 300 } }).sizes).toEqual({
    small: 3,
    medium: 0,
    large: 2,
  });
});

it('finds what commonly goes wrong, the gravest first', () => {
  const { findings } = inspectDataset(dataset(), {
    expectedClasses: { of: 'the detector', names: ['disc', 'cell', 'rod'] },
  });
  expect(findings.map(({ severity, message, examples }) => [severity, message, examples])).toEqual([
    [
      'error',
      '3 classes differ between the detector and the dataset',
      ['0: "disc" against "cell"', '1: "cell" against "disc"', '2: "rod" against "none"'],
    ],
    ['warning', '1 class without any object', ['disc']],
    ['warning', '1 box beyond the edge of the image', ['image 2 (2.png), object 5']],
    ['warning', '1 box smaller than a cell of 8 pixels', ['image 2 (2.png), object 6']],
    ['warning', '1 object annotated twice', ['image 1 (1.png), object 2']],
    ['note', '1 crowd', ['image 1 (1.png), object 4']],
    ['note', '1 image without objects', ['image 3 (3.png)']],
  ]);
  expect(findings.every(({ remedy }) => remedy.endsWith('.'))).toBe(true);
  // The classes are about no image; the box outside is object 0 of image 1, and so on.
  expect(findings.map(({ offenders }) => offenders)).toEqual([
    [],
    [],
    [{ image: 1, objects: [0] }],
    [{ image: 1, objects: [1] }],
    [{ image: 0, objects: [1] }],
    [{ image: 0, objects: [3] }],
    [{ image: 2, objects: [] }],
  ]);
});

it('finds files listed twice, and names five examples at most', () => {
  const images = Array.from({ length: 8 }, (_, index) => ({ ...record(index + 1), fileName: 'same.png' }));
  const { findings } = inspectDataset(datasetOf(images));
  expect(findings.find(({ message }) => message.includes('file'))).toMatchObject({
    message: '7 images of a file listed before',
    examples: [
      'image 2 (same.png)',
      'image 3 (same.png)',
      'image 4 (same.png)',
      'image 5 (same.png)',
      'image 6 (same.png)',
    ],
  });
});

it('finds nothing in a clean dataset with the classes expected', () => {
  const clean = datasetOf([
    record(1, [object([0, 0, 9, 9]), object([20, 20, 40, 40], { classIndex: 1 })], size),
  ]);
  expect(
    inspectDataset(clean, { expectedClasses: { of: 'the detector', names: ['cell', 'disc'] } }).findings,
  ).toEqual([]);
  // With one class fewer in the detector, the spare one of the dataset is named.
  expect(
    inspectDataset(clean, { expectedClasses: { of: 'the detector', names: ['cell'] } }).findings[0]!.examples,
  ).toEqual(['1: "none" against "disc"']);
});
