import { expect, it } from 'vitest';
import { object, record } from '../testing/fixtures.ts';
import { objectFindings } from './object-findings.ts';

const size = { width: 100, height: 100 };
const find = (boxes: readonly Parameters<typeof object>[0][], scale = 1) =>
  objectFindings(
    [
      record(
        1,
        boxes.map((box, id) => object(box, { id })),
        size,
      ),
    ],
    {
      stride: 8,
      scaleOf: () => scale,
    },
  ).map(({ message, examples }) => [message, ...examples.map((text) => text.slice(-1))]);

it('finds boxes of which training keeps nothing', () => {
  // 99.5 … 120 keeps half a pixel; 0 … 1 is one pixel, half a one at scale 0.5, where 99 … 120 keeps half a one too.
  expect(find([[99.5, 10, 120, 30]])).toEqual([
    ["1 box of which less than a pixel remains inside of the network's input", '0'],
    ['1 box beyond the edge of the image', '0'],
  ]);
  expect(find([[0, 0, 1, 50]])).toEqual([]);
  expect(find([[0, 0, 1, 50]], 0.5)[0]).toEqual([
    "1 box of which less than a pixel remains inside of the network's input",
    '0',
  ]);
});

it('lets boxes reach over the edge by rounding', () => {
  expect(find([[50, 50, 100.0003, 100]])).toEqual([]);
  expect(find([[50, 50, 100.6, 100]])).toEqual([['1 box beyond the edge of the image', '0']]);
});

it('finds objects that were annotated twice, not quite alike', () => {
  // 20 · 20 against 20 · 19 inside of it: IoU 0.95; against 20 · 17: 0.85
  expect(
    find([
      [0, 0, 20, 20],
      [0, 0, 20, 19],
    ]),
  ).toEqual([['1 object annotated twice', '1']]);
  expect(
    find([
      [0, 0, 20, 20],
      [0, 0, 20, 17],
    ]),
  ).toEqual([]);
});

it('shows the worst first', () => {
  const images = [3, 30, 7].map((beyond, index) => record(index + 1, [object([-beyond, 0, 50, 50])], size));
  const [finding] = objectFindings(images, { stride: 8, scaleOf: () => 1 });
  expect(finding!.offenders.map(({ image }) => image)).toEqual([1, 2, 0]);
  expect(finding!.examples[0]).toBe('image 1 (1.png), object 1');
});
