import { describe, expect, it } from 'vitest';
import { boxToInput, boxToOriginal } from '../geometry.ts';
import { randomOf } from '../random.ts';
import { sampleOf } from '../sample.ts';
import { coordinateImage, object, pixel } from '../testing/fixtures.ts';
import { compose } from './compose.ts';
import { horizontalFlip } from './flip.ts';
import { letterbox } from './letterbox.ts';
import { resize, resizeKeepRatio } from './resize.ts';

const random = () => randomOf(0);
const never = () => 0.999;
const always = () => 0;

const sample = (width: number, height: number, ...boxes: (readonly [number, number, number, number])[]) =>
  sampleOf(coordinateImage(width, height), { objects: boxes.map((box) => object(box)) });

describe('resize', () => {
  it('scales each axis by its own factor', () => {
    // 40 × 20 → 20 × 30: x by 0.5, y by 1.5, area by 0.75.
    const result = resize({ width: 20, height: 30 })(sample(40, 20, [4, 2, 20, 10]), random());
    expect(result.objects).toEqual([object([2, 3, 10, 15], { area: 96 })]); // 16 · 8 · 0.75
    expect(result.geometry).toEqual({ scaleX: 0.5, scaleY: 1.5, offsetX: 0, offsetY: 0 });
    expect([result.image.width, result.image.height]).toEqual([20, 30]);
    expect([result.validHeight, result.validWidth]).toEqual([30, 20]);
  });

  it('drops boxes that shrink below a pixel, and keeps those of exactly one', () => {
    // × 0.25: 3 pixels become 0.75, 4 become 1.
    const result = resize({ width: 10, height: 5 })(sample(40, 20, [0, 0, 3, 12], [8, 8, 12, 12]), random());
    expect(result.objects.map(({ box }) => box)).toEqual([[2, 2, 3, 3]]);
  });
});

describe('resizeKeepRatio', () => {
  it('takes the short side to its size', () => {
    // min(1333 / 640, 800 / 480) = 1.6667: 640 · 1.6667 = 1066.67 → 1067.
    const { image } = resizeKeepRatio({ shortSide: 800, longSide: 1333 })(sample(640, 480), random());
    expect([image.width, image.height]).toEqual([1067, 800]);
  });

  it('is limited by the long side', () => {
    // min(100 / 200, 80 / 50) = 0.5, standing: 50 × 200 → 25 × 100.
    const { image } = resizeKeepRatio({ shortSide: 80, longSide: 100 })(sample(50, 200), random());
    expect([image.width, image.height]).toEqual([25, 100]);
  });

  it('scales boxes by the rounded sizes', () => {
    // 30 × 20, short side 7: scale 0.35, 10.5 → 11 wide; x by 11 / 30.
    const { geometry } = resizeKeepRatio({ shortSide: 7, longSide: 100 })(sample(30, 20), random());
    expect(geometry.scaleX).toBe(11 / 30);
    expect(geometry.scaleY).toBe(7 / 20);
  });

  it('refuses a short side above the long one', () => {
    expect(() => resizeKeepRatio({ shortSide: 10, longSide: 5 })).toThrow(
      'resizeKeepRatio: expected 1 ≤ shortSide ≤ longSide, got shortSide 10, longSide 5.',
    );
  });
});

describe('letterbox', () => {
  it('refuses what is no size', () => {
    expect(() => letterbox(64 as never)).toThrow('letterbox: expected options, got 64.');
    expect(() => letterbox({ width: 64, height: 0 })).toThrow(
      'letterbox: height: expected a whole number ≥ 1, got 0.',
    );
  });

  it('fills the right and the bottom, which then count as padding', () => {
    // 40 × 20 into 32 × 32: scale 0.8, 32 × 16.
    const box = letterbox({ width: 32, height: 32, fill: [1, 2, 3] });
    const result = box(sample(40, 20, [10, 5, 20, 20]), random());
    expect(result.objects.map((each) => each.box)).toEqual([[8, 4, 16, 16]]);
    expect([result.validHeight, result.validWidth]).toEqual([16, 32]);
    expect([result.image.width, result.image.height]).toEqual([32, 32]);
    expect(pixel(result.image, 0, 16)).toEqual([1, 2, 3]);
    expect(pixel(result.image, 31, 15)).not.toEqual([1, 2, 3]);
  });

  it('can centre the image', () => {
    // 20 × 40 into 32 × 32: 16 × 32, 8 columns on each side. x' = 0.8 x + 8.
    const result = letterbox({ width: 32, height: 32, align: 'center' })(
      sample(20, 40, [10, 5, 20, 20]),
      random(),
    );
    expect(result.objects.map((each) => each.box)).toEqual([[16, 4, 24, 16]]);
    expect(result.geometry).toEqual({ scaleX: 0.8, scaleY: 0.8, offsetX: 8, offsetY: 0 });
    expect([result.validHeight, result.validWidth]).toEqual([32, 32]);
    expect(pixel(result.image, 7, 0)).toEqual([124, 116, 104]);
    expect(pixel(result.image, 24, 31)).toEqual([124, 116, 104]);
  });
});

describe('horizontalFlip', () => {
  it('mirrors pixels and boxes', () => {
    const result = horizontalFlip({ probability: 0.5 })(sample(10, 4, [1, 0, 4, 3]), always);
    expect(result.objects.map((each) => each.box)).toEqual([[6, 0, 9, 3]]);
    expect(pixel(result.image, 0, 2)).toEqual([9, 2, 0]);
    expect(pixel(result.image, 9, 2)).toEqual([0, 2, 0]);
  });

  it('leaves the sample alone otherwise', () => {
    const original = sample(10, 4, [1, 0, 4, 3]);
    expect(horizontalFlip()(original, never)).toBe(original);
    expect(horizontalFlip({ probability: 0 })(original, always)).toBe(original);
    expect(horizontalFlip({ probability: 1 })(original, never)).not.toBe(original);
  });

  it('twice is nothing', () => {
    const original = sample(10, 4, [1, 0, 4, 3]);
    const flip = horizontalFlip({ probability: 1 });
    const twice = compose(flip, flip)(original, always);
    expect(twice.image).toEqual(original.image);
    expect(twice.objects).toEqual(original.objects);
    expect(twice.geometry).toEqual({ scaleX: 1, scaleY: 1, offsetX: 0, offsetY: 0 });
  });

  it('refuses what is no probability', () => {
    expect(() => horizontalFlip({ probability: 1.5 })).toThrow(
      'horizontalFlip: probability: expected a number in [0, 1], got 1.5.',
    );
  });
});

it('maps boxes back through a chain', () => {
  const chain = compose(
    horizontalFlip({ probability: 1 }),
    resizeKeepRatio({ shortSide: 33, longSide: 90 }),
    letterbox({ width: 64, height: 48, align: 'center' }),
  );
  const original = sample(70, 50, [11, 7, 42, 39]);
  const result = chain(original, random());
  expect(boxToOriginal(result.objects[0]!.box, result.geometry)).toEqual(
    original.objects[0]!.box.map((value) => expect.closeTo(value, 9)),
  );
  expect(boxToInput([11, 7, 42, 39], result.geometry)).toEqual(
    result.objects[0]!.box.map((value) => expect.closeTo(value, 9)),
  );
});

it('clips boxes to the image when a sample is made', () => {
  const { objects } = sample(20, 10, [-3, 2, 5, 14], [19.5, 0, 30, 5]);
  expect(objects.map((each) => each.box)).toEqual([[0, 2, 5, 10]]); // Half a pixel remains of the second.
});

it('carries class, id and crowd along', () => {
  const crowd = object([2, 2, 8, 8], { id: 5, classIndex: 1, crowd: true });
  const start = sampleOf(coordinateImage(20, 10), { objects: [crowd] });
  const [moved] = resize({ width: 10, height: 5 })(start, random()).objects;
  expect(moved).toEqual({ id: 5, classIndex: 1, crowd: true, area: 9, box: [1, 1, 4, 4] });
});
