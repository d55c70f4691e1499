import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../random.ts';
import { generatedScenes } from './generated-scenes.ts';
import { LEAST_EMBLEM_VISIBLE, LEAST_VISIBLE, LONGEST_SHARE, layOut, SHORTEST } from './layout.ts';
import { distanceTo, extentOf, type Primitive } from './primitive.ts';

const hash = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex').slice(0, 16);

describe('generatedScenes', () => {
  it('renders the same bytes and boxes on every machine', async () => {
    const { images } = generatedScenes({ count: 3, seed: 11 });
    const wide = generatedScenes({ count: 1, seed: 12, split: 'val', size: { width: 96, height: 64 } })
      .images[0]!;
    const pixels = await Promise.all([...images, wide].map(async (image) => hash((await image.load()).data)));
    const boxes = [...images, wide].map((image) => hash(JSON.stringify(image.objects)));
    expect(pixels).toEqual(PIXELS);
    expect(boxes).toEqual(BOXES);
  });

  it('depends on seed, split and index alone', async () => {
    const many = generatedScenes({ count: 5, seed: 3 });
    const few = generatedScenes({ count: 2, seed: 3 });
    expect(few.images.map((image) => image.objects)).toEqual(
      many.images.slice(0, 2).map((image) => image.objects),
    );
    const alone = await generatedScenes({ count: 5, seed: 3 }).images[1]!.load();
    for (const image of many.images) await image.load();
    expect(await many.images[1]!.load()).toEqual(alone);
    const boxes = (options: Parameters<typeof generatedScenes>[0]) =>
      JSON.stringify(generatedScenes(options).images.map((image) => image.objects));
    const all = [
      boxes({ count: 9, seed: 3 }),
      boxes({ count: 9, seed: 4 }),
      boxes({ count: 9, seed: 3, split: 'val' }),
      boxes({ count: 9, seed: 3, split: 'test' }),
    ];
    expect(new Set(all).size).toBe(4);
  });

  it('has balanced classes, scenes without objects, and ids of their own', () => {
    const { classes, images } = generatedScenes({ count: 2000, size: { width: 128, height: 128 } });
    expect(classes.map(({ name }) => name)).toEqual(['key', 'paddle', 'tag', 'hammer', 'dart']);
    const objects = images.flatMap((image) => image.objects);
    const counts = classes.map((_, index) => objects.filter((each) => each.classIndex === index).length);
    // A fifth each, ± 4 · sqrt(n · 0.2 · 0.8).
    for (const count of counts) {
      expect(Math.abs(count - objects.length / 5)).toBeLessThan(4 * Math.sqrt(objects.length * 0.16));
    }
    const empty = images.filter((image) => image.objects.length === 0).length;
    expect(Math.abs(empty - 2000 / 24)).toBeLessThan(4 * Math.sqrt(2000 / 24));
    expect(objects.length / 2000).toBeGreaterThan(2.5);
    expect(new Set(objects.map((each) => each.id)).size).toBe(objects.length);
    expect(new Set(images.map((image) => image.fileName)).size).toBe(2000);
  });

  it('spans sizes from the shortest to the longest, all inside the image', () => {
    const size = { width: 200, height: 150 };
    const objects = generatedScenes({ count: 1500, size }).images.flatMap((image) => image.objects);
    const outside = objects.filter(({ box }) => box[0] < 0 || box[1] < 0 || box[2] > 200 || box[3] > 150);
    expect(outside).toEqual([]);
    expect(objects.filter(({ box, area }) => area !== (box[2] - box[0]) * (box[3] - box[1]))).toEqual([]);
    const sides = objects
      .map(({ box }) => Math.max(box[2] - box[0], box[3] - box[1]))
      .toSorted((a, b) => a - b);
    // The longer side of the box is between length / √2 and length · 1.15 (a broad end at an angle).
    const longest = LONGEST_SHARE * 150;
    expect(sides[0]).toBeGreaterThan(SHORTEST / Math.SQRT2);
    expect(sides.at(-1)).toBeLessThan(longest * 1.15);
    const quantile = (share: number) => sides[Math.floor(share * sides.length)]!;
    expect(quantile(0.1)).toBeLessThan(20);
    expect(quantile(0.9)).toBeGreaterThan(0.6 * longest);
  });

  it('refuses sizes and counts without sense', () => {
    expect(() => generatedScenes({ count: 0 })).toThrow(
      'generatedScenes: count: expected a whole number ≥ 1, got 0.',
    );
    expect(() => generatedScenes({ count: 1, size: { width: 160, height: 20 } })).toThrow(
      'generatedScenes: size.height: expected an integer ≥ 32, got 20.',
    );
  });
});

describe('layOut', () => {
  const size = { width: 96, height: 96 };
  const layouts = Array.from({ length: 40 }, (_, index) => layOut(size, randomOf(77, index)));

  /** Points, on a grid four times as fine as the image, that are inside the primitives and of none in front. */
  const count = (primitives: readonly Primitive[], inFront: readonly Primitive[]) => {
    const inside = distanceTo(primitives);
    const front = inFront.length === 0 ? () => 1 : distanceTo(inFront);
    const [x1, y1, x2, y2] = extentOf(primitives);
    const box = [96, 96, 0, 0];
    let all = 0;
    let visible = 0;
    for (let y = y1 + 1 / 8; y < y2; y += 1 / 4) {
      for (let x = x1 + 1 / 8; x < x2; x += 1 / 4) {
        if (inside(x, y) >= 0) continue;
        all += 1;
        if (front(x, y) > 0) visible += 1;
        box[0] = Math.min(box[0]!, x);
        box[1] = Math.min(box[1]!, y);
        box[2] = Math.max(box[2]!, x);
        box[3] = Math.max(box[3]!, y);
      }
    }
    return { share: visible / all, box };
  };

  it('gives boxes that touch the object on all four sides', () => {
    for (const figure of layouts.slice(0, 15).flatMap((layout) => layout.figures)) {
      if (figure.classIndex === undefined) continue;
      const { box } = count([...figure.body, ...figure.emblem], []);
      // A side that ends in a narrow corner may miss the grid by a few of its steps.
      figure.box.forEach((side, index) => {
        expect(Math.abs(side - box[index]!)).toBeLessThan(0.8);
      });
    }
  });

  it('keeps every object and its telling part in sight', () => {
    for (const { figures } of layouts) {
      figures.forEach((figure, index) => {
        if (figure.classIndex === undefined) return;
        const inFront = figures.slice(index + 1).flatMap((other) => [...other.body, ...other.emblem]);
        // Visibility was decided on a coarser grid: 0.08 of leeway.
        expect(count([...figure.body, ...figure.emblem], inFront).share).toBeGreaterThan(
          LEAST_VISIBLE - 0.08,
        );
        expect(count(figure.emblem, inFront).share).toBeGreaterThan(LEAST_EMBLEM_VISIBLE - 0.08);
      });
    }
  });

  it('occludes some objects, and not most', () => {
    const shares = layouts.flatMap(({ figures }) =>
      figures.flatMap((figure, index) => {
        if (figure.classIndex === undefined) return [];
        const inFront = figures.slice(index + 1).flatMap((other) => [...other.body, ...other.emblem]);
        return [count([...figure.body, ...figure.emblem], inFront).share];
      }),
    );
    const occluded = shares.filter((share) => share < 0.95).length / shares.length;
    expect(occluded).toBeGreaterThan(0.1);
    expect(occluded).toBeLessThan(0.5);
  });
});

const PIXELS = ['b2e604e3cbc3c8a2', '358ce51e463c064f', '596ec681c1137eb2', 'a6bd5a8c6c9d55a9'];
const BOXES = ['88fd48be9e2b6cd5', 'd47edd854774042d', '289ec44006287b5c', '5e5efae07a602e0c'];
