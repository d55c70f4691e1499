import { expect, it } from 'vitest';
import { object, record } from '../testing/fixtures.ts';
import { type HeadReach, headFindings } from './head-findings.ts';

const image = (...boxes: Parameters<typeof object>[0][]) =>
  record(
    1,
    boxes.map((box, id) => object(box, { id })),
    { width: 64, height: 64 },
  );
const grid = (stride: number, first: number) => ({
  stride,
  width: 64 / stride,
  height: 64 / stride,
  origin: [first, first] as const,
});
const found = (head: Partial<HeadReach>, ...boxes: Parameters<typeof object>[0][]) =>
  headFindings([image(...boxes)], { levels: [grid(8, 0)], insideOnly: false, ...head }, () => 1).map(
    ({ message, examples }) => [message, ...examples.map((text) => text.slice(-1))],
  );

it('finds objects between the places of all levels', () => {
  // Places at 0, 8, 16, ... 56: from 8 to 16 none is inside, from 7.9 to 9 one is, beyond 56 none.
  const boxes = [
    [8, 8, 16, 16],
    [7.9, 7.9, 9, 9],
    [57, 57, 64, 64],
    [1, 30, 7, 60],
  ] as const;
  const message = '3 objects that lie between the places of the head, at every level';
  expect(found({ insideOnly: true }, ...boxes)).toEqual([[message, '0', '2', '3']]);
  // A second level with places at 12, 28, 44, 60: 12 is inside of the first, 60 of the third.
  expect(found({ insideOnly: true, levels: [grid(8, 0), grid(16, 12)] }, ...boxes)).toEqual([
    ['1 object that lies between the places of the head, at every level', '3'],
  ]);
  expect(found({ insideOnly: false }, ...boxes)).toEqual([]);
});

it('finds objects larger than a distribution reaches', () => {
  // Three cells of 8 pixels to either side: 48
  expect(found({ longest: 3 }, [0, 0, 48, 10], [0, 0, 10, 49])).toEqual([
    ['1 object with a side above 48 pixels, the longest that the head expresses', '1'],
  ]);
});

it('finds objects unlike every prior', () => {
  const shapes = { sizes: [{ width: 16, height: 16 }], iou: 0.5 };
  // 16 · 8 / 16 · 16 = 0.5; 16 · 7 / 256 < 0.5
  expect(found({ shapes }, [0, 0, 16, 8], [0, 0, 16, 7])).toEqual([
    ['1 object unlike every prior: IoU below 0.5', '1'],
  ]);
});

it('measures at the scale of the network input, and leaves crowds out', () => {
  const crowd = record(1, [object([0, 0, 64, 64], { crowd: true }), object([0, 0, 30, 30])], {
    width: 64,
    height: 64,
  });
  const head = { levels: [grid(8, 0)], insideOnly: false, longest: 3 };
  expect(headFindings([crowd], head, () => 1)).toEqual([]);
  expect(headFindings([crowd], head, () => 2)[0]!.offenders).toEqual([{ image: 0, objects: [1] }]);
});
