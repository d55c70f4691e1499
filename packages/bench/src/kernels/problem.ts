import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fewer } from './fewer.ts';

/** Sizes of the assignment and of the suppression. */
export interface ProblemSizes {
  readonly images: number;
  readonly objects: number;
  readonly classes: number;
  /** Boxes that NMS is given. */
  readonly boxes: number;
}

/** Boxes are not divided: NMS is the host's on every backend. */
export function sizesOf(shrink: number): ProblemSizes {
  return { images: fewer(8, shrink), objects: 60, classes: 80, boxes: 20_000 };
}

/** Levels of an input of 640 × 640: pixels per cell, and cells. */
export const LEVELS = [8, 16, 32].map((stride) => ({ stride, count: (640 / stride) ** 2 }));

/** Values by name, in files that every contender reads: the peer sees the very same numbers. */
export type Problem = Readonly<Record<ArrayName, Float32Array>>;

const NAMES = [
  'scores',
  'boxes',
  'centers',
  'truth',
  'labels',
  'nmsBoxes',
  'nmsScores',
  'nmsClasses',
] as const;
type ArrayName = (typeof NAMES)[number];

/** An input of 640 × 640 with strides 8, 16, 32: 8,400 priors that predict boxes near their places. */
export function writeProblem(folder: string, { images, objects, classes, boxes }: ProblemSizes): void {
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const many = (count: number, make: (index: number) => number) =>
    Float32Array.from({ length: count }, (_, i) => make(i));
  const square = (x: number, y: number, low: number, high: number) => {
    const [width, height] = [low + (high - low) * random(), low + (high - low) * random()];
    return [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
  };
  const centers: number[] = [];
  const strides: number[] = [];
  for (const { stride } of LEVELS) {
    for (let row = 0; row < 640 / stride; row++) {
      for (let column = 0; column < 640 / stride; column++) {
        centers.push(column * stride, row * stride);
        strides.push(stride);
      }
    }
  }
  const priors = strides.length;
  const problem: Problem = {
    scores: many(images * priors * classes, () => random() ** 3),
    boxes: Float32Array.from(
      Array.from({ length: images }, () =>
        strides.flatMap((stride, i) => square(centers[2 * i]!, centers[2 * i + 1]!, stride, 10 * stride)),
      ).flat(),
    ),
    centers: Float32Array.from(centers),
    truth: Float32Array.from(
      Array.from({ length: images * objects }, () => square(640 * random(), 640 * random(), 16, 200)).flat(),
    ),
    labels: many(images * objects, () => Math.floor(random() * classes)),
    nmsBoxes: Float32Array.from(
      Array.from({ length: boxes }, () => square(640 * random(), 640 * random(), 16, 200)).flat(),
    ),
    nmsScores: many(boxes, random),
    nmsClasses: many(boxes, () => Math.floor(random() * classes)),
  };
  for (const name of NAMES) writeFileSync(join(folder, `${name}.bin`), new Uint8Array(problem[name].buffer));
}

export function readProblem(folder: string): Problem {
  const read = (name: ArrayName) =>
    new Float32Array(new Uint8Array(readFileSync(join(folder, `${name}.bin`))).buffer);
  return Object.fromEntries(NAMES.map((name) => [name, read(name)])) as Record<ArrayName, Float32Array>;
}
