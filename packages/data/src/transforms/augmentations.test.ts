import { describe, expect, it } from 'vitest';
import { mapHsv } from '../images/hsv.ts';
import { warpImage } from '../images/warp.ts';
import { pipeline1x, pipeline2x, pipelineSsd, pipelineYolox } from '../pipelines.ts';
import { randomOf } from '../random.ts';
import { type Sample, sampleOf, type Transform } from '../sample.ts';
import { coordinateImage, object, pixel } from '../testing/fixtures.ts';
import { affineSample, randomAffine } from './affine.ts';
import { colorJitter } from './color-jitter.ts';
import { compose } from './compose.ts';
import { cropTo, randomCrop } from './crop.ts';
import { randomExpand } from './expand.ts';
import { fitWithin } from './fit.ts';
import { descriptionsOf, transformFromDescription } from './from-description.ts';
import { hsvJitter } from './hsv-jitter.ts';
import { mixUp } from './mix-up.ts';
import { mosaic } from './mosaic.ts';
import { padTo } from './pad.ts';
import { randomResize } from './random-resize.ts';

type Corners = readonly [number, number, number, number];
const sample = (width: number, height: number, ...boxes: Corners[]) =>
  sampleOf(coordinateImage(width, height), { objects: boxes.map((box) => object(box)) });
const boxes = ({ objects }: Sample) => objects.map(({ box }) => box);
const size = ({ image }: Sample) => [image.width, image.height];
/** Gives these numbers, then none any more. */
const draws = (...values: number[]) => {
  const left = [...values];
  return () => left.shift()!;
};

describe('randomResize', () => {
  it('draws one of the values', () => {
    const transform = randomResize({ shortSides: [10, 20, 30], longSide: 200 });
    // 0.5 · 3 = 1.5: the second. 40 × 20 to a short side of 20.
    expect(size(transform(sample(40, 20), draws(0.5)))).toEqual([40, 20]);
    expect(size(transform(sample(40, 20), draws(0.99)))).toEqual([60, 30]);
  });

  it('draws from a range with both ends in it', () => {
    const transform = randomResize({ shortSides: [10, 12], longSide: 200, mode: 'range' });
    const sides = [0, 0.34, 0.999].map((value) => size(transform(sample(40, 20), draws(value)))[1]);
    expect(sides).toEqual([10, 11, 12]);
  });

  it('refuses a range the wrong way round, and sides above the longest', () => {
    const range = { shortSides: [12, 10], longSide: 200, mode: 'range' } as const;
    expect(() => randomResize(range)).toThrow(
      'randomResize: shortSides: expected sides from 1 to 200, ascending, got 12, 10.',
    );
    expect(() => randomResize({ shortSides: [300], longSide: 200 })).toThrow('got 300.');
  });
});

describe('fitWithin and padTo', () => {
  it('are a letterbox in two steps, of which the padding is not valid', () => {
    const fitted = fitWithin({ width: 32, height: 32 })(sample(40, 20, [10, 5, 20, 20]), draws());
    expect([size(fitted), boxes(fitted)]).toEqual([[32, 16], [[8, 4, 16, 16]]]); // × 0.8
    const padded = padTo({ width: 32, height: 32, fill: [1, 2, 3] })(fitted, draws());
    expect([size(padded), padded.validHeight, padded.validWidth]).toEqual([[32, 32], 16, 32]);
    expect(pixel(padded.image, 31, 16)).toEqual([1, 2, 3]);
    expect(() => padTo({ width: 20, height: 32, fill: [0, 0, 0] })(fitted, draws())).toThrow(
      'padTo: expected an image that fits in 20×32, got 32×16. Put a resize in front.',
    );
  });
});

describe('randomExpand', () => {
  it('places the image on a larger canvas', () => {
    // Not left out (0 < 0.5); 1 + 0.5 · 3 = 2.5: 20 × 10 on 50 × 25; left floor(0.5 · 31) = 15, top floor(0.25 · 16) = 4.
    const result = randomExpand({ fill: [9, 9, 9] })(
      sample(20, 10, [1, 2, 20, 10]),
      draws(0, 0.5, 0.5, 0.25),
    );
    expect([size(result), boxes(result)]).toEqual([[50, 25], [[16, 6, 35, 14]]]);
    expect(result.geometry).toEqual({ scaleX: 1, scaleY: 1, offsetX: 15, offsetY: 4 });
    expect(pixel(result.image, 15, 4)).toEqual([0, 0, 0]);
    expect(pixel(result.image, 14, 4)).toEqual([9, 9, 9]);
    expect(result.validWidth).toBe(50);
  });
});

describe('randomCrop', () => {
  it('clips boxes to the crop, and drops those whose centre is outside or on its edge', () => {
    const original = sample(40, 20, [8, 2, 16, 8], [0, 0, 18, 20], [16, 0, 24, 4], [30, 10, 40, 20]);
    const result = cropTo(original, [10, 4, 30, 20]);
    // Centres 12, 5: inside; 9, 10: left of 10; 20, 2: above 4; 35, 15: right of 30.
    expect(boxes(result)).toEqual([[0, 0, 6, 4]]); // 8..16 − 10 → −2..6, 2..8 − 4 → −2..4, clipped
    expect([size(result), pixel(result.image, 0, 0)]).toEqual([
      [20, 16],
      [10, 4, 0],
    ]);
    expect(result.geometry).toEqual({ scaleX: 1, scaleY: 1, offsetX: -10, offsetY: -4 });
    const edge = sample(40, 20, [5, 4, 15, 20]); // its centre, 10, lies on the crop's edge
    expect(boxes(cropTo(edge, [10, 4, 30, 20]))).toEqual([]);
  });

  it('takes crops only that overlap every object as drawn', () => {
    const crop = randomCrop({ leastIous: [0.5], leastSize: 0.3 });
    let cropped = 0;
    for (let seed = 0; seed < 200; seed++) {
      const original = sample(60, 50, [5, 5, 45, 45]);
      const result = crop(original, randomOf(seed));
      if (result === original) continue;
      cropped += 1;
      const { width, height } = result.image;
      expect(width / height).toBeGreaterThanOrEqual(0.5);
      expect(width / height).toBeLessThanOrEqual(2);
      expect(width).toBeGreaterThanOrEqual(18);
      expect(height).toBeGreaterThanOrEqual(15);
      expect(result.objects).toHaveLength(1);
      // Pixels tell where the crop began: the box's corner holds the pixel 5, 5 if it was not cut off.
      const [left, top] = pixel(result.image, 0, 0);
      expect(boxes(result)[0]!.slice(0, 2)).toEqual([Math.max(0, 5 - left!), Math.max(0, 5 - top!)]);
    }
    // One in three draws keeps the image; most others find a crop.
    expect(cropped).toBeGreaterThan(100);
    expect(cropped).toBeLessThan(160);
  });

  it('crops images without objects, and gives up where no crop fits', () => {
    const free = randomCrop({ leastIous: [], leastSize: 0.5 });
    expect(size(free(sample(20, 20), draws(0.9, 0, 0, 0, 0)))).toEqual([10, 10]);
    const strict = randomCrop({ leastIous: [0.99, 0.99, 0.99, 0.99] });
    const far = sample(40, 40, [0, 0, 4, 4], [36, 36, 40, 40]);
    const always = (value: number) => () => value;
    expect(strict(far, always(0.5))).toBe(far);
  });
});

describe('colours', () => {
  const gray = (value: number): Sample =>
    sampleOf({ width: 1, height: 1, data: Uint8Array.of(value, value, value) }, { objects: [] });

  it('brightness adds, contrast multiplies, both within 0–255', () => {
    // Brightness: yes, 1 of −32…32 → +32; contrast after: no; saturation, hue: no; contrast: yes, 1.5; order: no.
    const jitter = colorJitter();
    const bright = (value: number) =>
      jitter(gray(value), draws(0, 1, 0.9, 0.9, 0.9, 0, 1, 0.9)).image.data[0];
    expect(bright(100)).toBe(198); // (100 + 32) · 1.5
    expect(bright(230)).toBe(255);
  });

  it('turns hues and weakens saturation', () => {
    const red = { width: 1, height: 1, data: Uint8Array.of(200, 50, 50) };
    const turned = mapHsv(red, (hsv) => {
      expect(hsv).toEqual([0, 0.75, 200]);
      hsv[0] += 120;
    });
    expect([...turned.data]).toEqual([50, 200, 50]);
    const weak = mapHsv(red, (hsv) => {
      hsv[1] /= 2;
    });
    expect([...weak.data]).toEqual([200, 125, 125]); // 200 − 200 · 0.375
    const every = mapHsv(coordinateImage(200, 180, 77), () => {});
    expect(every).toEqual(coordinateImage(200, 180, 77));
  });

  it('puts channels into another order', () => {
    const image = { width: 1, height: 1, data: Uint8Array.of(1, 2, 3) };
    // Only the last is drawn: the sixth order.
    const random = draws(0.9, 0.9, 0.9, 0.9, 0.9, 0, 0.99);
    expect([...colorJitter()(sampleOf(image, { objects: [] }), random).image.data]).toEqual([3, 2, 1]);
  });

  it('hsvJitter adds to each, half of the time', () => {
    const image = { width: 1, height: 1, data: Uint8Array.of(200, 50, 50) };
    // Hue 0 (0.5 → 0); saturation left out; value + 30.
    const result = hsvJitter()(sampleOf(image, { objects: [] }), draws(0.5, 0, 1, 0.9, 1, 0));
    expect([...result.image.data]).toEqual([230, 58, 58]); // 230 − 230 · 0.75 = 57.5
  });
});

describe('mosaic', () => {
  const four = () =>
    [0, 1, 2, 3].map((blue) =>
      sampleOf(coordinateImage(20, 20, blue), { objects: [object([0, 0, 20, 20], { id: blue })] }),
    );
  const [first, ...others] = four() as [Sample, ...Sample[]];

  it('puts four images around a point and cuts off what lies beyond the canvas', () => {
    // Canvas 40 × 40, the point at floor(20 · (0.5 + 0.25)), floor(20 · (0.5 + 0.75)) = 15, 25.
    const result = mosaic({ width: 20, height: 20 })(first, draws(0.25, 0.75), { others, epoch: 0 });
    expect(size(result)).toEqual([40, 40]);
    expect(result.objects.map(({ id, box }) => [id, ...box])).toEqual([
      [0, 0, 5, 15, 25], // −5 … 15, 5 … 25
      [1, 15, 5, 35, 25],
      [2, 0, 25, 15, 40], // −5 … 15, 25 … 45
      [3, 15, 25, 35, 40],
    ]);
    expect(pixel(result.image, 0, 5)).toEqual([5, 0, 0]);
    expect(pixel(result.image, 34, 24)).toEqual([19, 19, 1]);
    expect(pixel(result.image, 15, 25)).toEqual([0, 0, 3]);
    expect(pixel(result.image, 35, 30)).toEqual([114, 114, 114]);
    expect(result.geometry.scaleX).toBeNaN();
  });

  it('wants three others, by probability and until its epoch', () => {
    const { others: wanted } = mosaic({ width: 20, height: 20, probability: 0.5, untilEpoch: 3 });
    expect([wanted!(draws(0.4), 2), wanted!(draws(0.6), 2), wanted!(draws(0.4), 3)]).toEqual([3, 0, 0]);
    expect(mosaic({ width: 20, height: 20 })(first, draws())).toBe(first);
  });

  it('is not composed, as composing cannot draw images', () => {
    expect(() => compose(mosaic({ width: 8, height: 8 }))).toThrow(
      'compose: expected transforms of one image, got one that mixes in others.',
    );
  });
});

describe('mixUp', () => {
  it('blends half and half and keeps the objects of both', () => {
    const flat = (value: number, box: Corners) =>
      sampleOf({ width: 10, height: 10, data: new Uint8Array(300).fill(value) }, { objects: [object(box)] });
    // The other 10 × 10 fitted into 20 × 20, × (0.5 + 0.5) = 20 × 20; mirrored (0 < 0.5): x 4…12 to 8…16;
    // cut at floor(0.5 · 11) = 5, floor(0.2 · 11) = 2.
    const other = flat(100, [2, 1, 6, 8]);
    const result = mixUp({ width: 20, height: 20 })(flat(50, [1, 1, 5, 5]), draws(0.5, 0, 0.5, 0.2), {
      others: [other],
      epoch: 0,
    });
    expect(boxes(result)).toEqual([
      [1, 1, 5, 5],
      [3, 0, 10, 10], // 8 − 5 … 16 − 5, 2 − 2 … 16 − 2, clipped
    ]);
    expect(pixel(result.image, 9, 9)).toEqual([75, 75, 75]);
  });

  it('fills up where the other is smaller', () => {
    const black = sampleOf({ width: 8, height: 8, data: new Uint8Array(192) }, { objects: [] });
    const half = mixUp({ width: 8, height: 8, fill: [40, 40, 40] });
    // × 0.5: 4 × 4, not mirrored, at 0, 0.
    const result = half(black, draws(0, 0.9, 0, 0), { others: [black], epoch: 0 });
    expect([pixel(result.image, 3, 3), pixel(result.image, 4, 3)]).toEqual([
      [0, 0, 0],
      [20, 20, 20],
    ]);
  });
});

describe('randomAffine', () => {
  it('moves pixels and boxes by the same map, and clips', () => {
    const original = sample(20, 10, [2, 2, 6, 4], [16, 0, 20, 4]);
    // A quarter turn: x' = 10 − y, y' = x. The box 2…6, 2…4 becomes 6…8, 2…6; 16…20 leaves the 10 × 18 canvas in part.
    const result = affineSample(original, [0, -1, 10, 1, 0, 0], { width: 10, height: 18 }, [0, 0, 0]);
    expect(boxes(result)).toEqual([
      [6, 2, 8, 6],
      [6, 16, 10, 18],
    ]);
    // The pixel x 3, y 2 covers 3…4, 2…3, and goes to 7…8, 3…4.
    expect(pixel(result.image, 7, 3)).toEqual([3, 2, 0]);
    expect(result.objects[0]!.area).toBe(8);
  });

  it('takes the box around turned corners', () => {
    // By 45° around the origin, then 10 to the right: corners of 0…4 × 0…4 at x 10 ± 4·√½, y 0 … 8·√½.
    const s = Math.SQRT1_2;
    const turned = affineSample(
      sample(20, 20, [0, 0, 4, 4]),
      [s, -s, 10, s, s, 0],
      { width: 30, height: 30 },
      [0, 0, 0],
    );
    expect(boxes(turned)[0]).toEqual(
      [10 - 4 * s, 0, 10 + 4 * s, 8 * s].map((value) => expect.closeTo(value, 9)),
    );
  });

  it('interpolates between pixels and with the filling', () => {
    const image = { width: 2, height: 1, data: Uint8Array.of(100, 0, 0, 200, 0, 0) };
    // Half a pixel to the right: half of the filling and of the first, half of each, …
    const moved = warpImage(image, [1, 0, 0.5, 0, 1, 0], { width: 3, height: 1 }, [40, 0, 0]);
    expect([0, 1, 2].map((x) => pixel(moved, x, 0)[0])).toEqual([70, 150, 120]);
  });

  it('puts the middle of the image into the middle of the result', () => {
    const plain = randomAffine({
      degrees: 0,
      translate: 0,
      shear: 0,
      scale: [0.5, 0.5],
      width: 20,
      height: 20,
    });
    // 40 × 40 halved: 10 − 20 · 0.5 = 0.
    expect(boxes(plain(sample(40, 40, [8, 8, 40, 24]), randomOf(1)))).toEqual([[4, 4, 20, 12]]);
    const late = randomAffine({ untilEpoch: 2 });
    const original = sample(8, 8);
    expect(late(original, randomOf(1), { others: [], epoch: 2 })).toBe(original);
  });
});

describe('pipelines', () => {
  const all: Readonly<Record<string, Transform[]>> = {
    '1x': pipeline1x({ shortSide: 40, longSide: 80 }),
    '2x': pipeline2x({ shortSides: [24, 40], longSide: 80 }),
    ssd: pipelineSsd({ width: 40, height: 40 }),
    yolox: pipelineYolox({ width: 40, height: 40 }),
  };

  it.each(Object.entries(all))(
    '%s: boxes stay inside, seeds repeat, and a thread can make it',
    (_, transforms) => {
      const again = descriptionsOf(transforms).map((each) => transformFromDescription(structuredClone(each)));
      for (let seed = 0; seed < 20; seed++) {
        const apply = (list: readonly Transform[]) => {
          const random = randomOf(seed);
          const other = () => sample(50, 30, [20, 10, 45, 28]);
          return list.reduce(
            (current, transform) => {
              const count = transform.others?.(random, 0) ?? 0;
              return transform(current, random, { others: Array.from({ length: count }, other), epoch: 0 });
            },
            sample(60, 40, [5, 5, 30, 30], [40, 10, 60, 40]),
          );
        };
        const result = apply(transforms);
        for (const [x1, y1, x2, y2] of boxes(result)) {
          expect(x1).toBeGreaterThanOrEqual(0);
          expect(y1).toBeGreaterThanOrEqual(0);
          expect(x2).toBeLessThanOrEqual(result.image.width);
          expect(y2).toBeLessThanOrEqual(result.image.height);
          expect(Math.min(x2 - x1, y2 - y1)).toBeGreaterThanOrEqual(1);
        }
        expect(apply(again)).toEqual(result);
      }
    },
  );

  it('refuses to describe what is not of this package', () => {
    expect(() => transformFromDescription({ name: 'blur', options: {} })).toThrow(
      'transformFromDescription: expected a transform of this package, got "blur".',
    );
  });
});
