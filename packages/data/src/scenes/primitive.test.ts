import { expect, it } from 'vitest';
import { randomOf } from '../random.ts';
import { direction } from './draw.ts';
import { distanceTo, extentOf, type Primitive, placePrimitive, rectangle } from './primitive.ts';

const disc: Primitive = { kind: 'disc', center: [3, 4], radius: 2 };
const ring: Primitive = { kind: 'ring', center: [0, 0], radius: 5, thickness: 2 };

it('measures distances, negative inside', () => {
  expect(distanceTo([disc])(3, 9)).toBe(3); // 5 − 2
  expect(distanceTo([disc])(3, 4)).toBe(-2);
  // |5 − 5| − 1, |0 − 5| − 1 in the hole, |7 − 5| − 1.
  expect([distanceTo([ring])(5, 0), distanceTo([ring])(0, 0), distanceTo([ring])(0, 7)]).toEqual([-1, 4, 1]);
  const box = distanceTo([rectangle(0, 0, 4, 2)]);
  expect([box(2, 1), box(1, 1), box(6, 1), box(2, -3)]).toEqual([-1, -1, 2, 3]);
  expect(distanceTo([disc, ring])(0, 0)).toBe(3); // the disc, 5 − 2, is nearer than the ring, 4
});

it('gives exact extents', () => {
  expect(extentOf([disc])).toEqual([1, 2, 5, 6]);
  expect(extentOf([ring])).toEqual([-6, -6, 6, 6]);
  expect(extentOf([rectangle(0, 0, 4, 2), disc])).toEqual([0, 0, 5, 6]);
});

it('turns, scales and shifts', () => {
  // A quarter turn: (x, y) → (10 − 2y, 20 + 2x).
  const frame = { center: [10, 20], scale: 2, cos: 0, sin: 1 } as const;
  expect(placePrimitive(disc, frame)).toEqual({ kind: 'disc', center: [2, 26], radius: 4 });
  expect(placePrimitive(ring, frame)).toEqual({ kind: 'ring', center: [10, 20], radius: 10, thickness: 4 });
  expect(extentOf([placePrimitive(rectangle(0, 0, 4, 2), frame)])).toEqual([6, 20, 10, 28]);
  expect(distanceTo([placePrimitive(rectangle(0, 0, 4, 2), frame)])(8, 24)).toBe(-2);
});

it('draws directions of length 1, all around', () => {
  const random = randomOf(1);
  const eighths = new Array(8).fill(0);
  for (let draw = 0; draw < 8000; draw++) {
    const { cos, sin } = direction(random);
    expect(cos * cos + sin * sin).toBeCloseTo(1, 12);
    eighths[Math.floor(((Math.atan2(sin, cos) + 2 * Math.PI) / (Math.PI / 4)) % 8)] += 1;
  }
  // 1000 ± 4 · sqrt(8000 · 7 / 64) = ± 118.
  for (const count of eighths) expect(Math.abs(count - 1000)).toBeLessThan(118);
});
