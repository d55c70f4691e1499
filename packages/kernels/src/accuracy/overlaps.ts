import { alignedIou, type IouKind } from '../ops/iou/aligned-iou.ts';
import { pairwiseIou } from '../ops/iou/pairwise-iou.ts';
import {
  type AccuracyOp,
  accuracyCase,
  type CaseSize,
  cellsOf,
  uniform,
  type Values,
} from './accuracy-case.ts';
import { vectorOf } from './maps.ts';

const EPSILON = 1e-6;
const KINDS: readonly IouKind[] = ['iou', 'giou', 'diou', 'ciou'];

/** `count` boxes with sides of 0.5 to 4 in a square of 10. */
function boxes(count: number, seed: number): Values {
  const { data } = uniform([count, 4], { seed, low: 0 });
  const values = Float32Array.from(data);
  for (let i = 0; i < values.length; i += 4) {
    for (const axis of [0, 1]) {
      const low = 6 * values[i + axis]!;
      values[i + axis] = low;
      values[i + axis + 2] = low + 0.5 + 3.5 * values[i + axis + 2]!;
    }
  }
  return { shape: [count, 4], data: values };
}

/** The formulas of `alignedIou`, of box i and box j, in float64. */
function overlap(kind: IouKind, a: Values, i: number, b: Values, j: number): number {
  const [ax1, ay1, ax2, ay2] = [0, 1, 2, 3].map((side) => a.data[4 * i + side]!) as [
    number,
    number,
    number,
    number,
  ];
  const [bx1, by1, bx2, by2] = [0, 1, 2, 3].map((side) => b.data[4 * j + side]!) as [
    number,
    number,
    number,
    number,
  ];
  const positive = (value: number) => Math.max(value, 0);
  const width = positive(Math.min(ax2, bx2) - Math.max(ax1, bx1));
  const height = positive(Math.min(ay2, by2) - Math.max(ay1, by1));
  const outerWidth = positive(Math.max(ax2, bx2) - Math.min(ax1, bx1));
  const outerHeight = positive(Math.max(ay2, by2) - Math.min(ay1, by1));
  const intersection = width * height;
  if (kind === 'iou' || kind === 'giou') {
    const areas = positive(ax2 - ax1) * positive(ay2 - ay1) + positive(bx2 - bx1) * positive(by2 - by1);
    const union = Math.max(areas - intersection, EPSILON);
    if (kind === 'iou') return intersection / union;
    const outer = Math.max(outerWidth * outerHeight, EPSILON);
    return intersection / union - (outer - union) / outer;
  }
  const areas = (ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1);
  const iou = intersection / (areas - intersection + EPSILON);
  const shift = ((bx1 + bx2 - ax1 - ax2) ** 2 + (by1 + by2 - ay1 - ay2) ** 2) / 4;
  const diou = iou - shift / (outerWidth ** 2 + outerHeight ** 2 + EPSILON);
  if (kind === 'diou') return diou;
  const angle = (w: number, h: number) => Math.atan(w / (h + EPSILON));
  const v = (4 / Math.PI ** 2) * (angle(bx2 - bx1, by2 - by1) - angle(ax2 - ax1, ay2 - ay1)) ** 2;
  return v === 0 ? diou : diou - v ** 2 / (1 - iou + v);
}

const aligned = (kind: IouKind) => (size: CaseSize) => {
  const count = cellsOf(size);
  return accuracyCase({
    inputs: { a: boxes(count, size.seed), b: boxes(count, size.seed + 1) },
    run: ({ a, b }) => [alignedIou(a, b, { kind })],
    reference: ({ a, b }) => [vectorOf(count, (i) => overlap(kind, a, i, b, i))],
    gradients: ['a', 'b'],
  });
};

const pairwise = (kind: IouKind) => (size: CaseSize) => {
  const [rows, columns] = [cellsOf(size), size.channels];
  return accuracyCase({
    inputs: { a: boxes(rows, size.seed), b: boxes(columns, size.seed + 1) },
    run: ({ a, b }) => [pairwiseIou(a, b, { kind })],
    reference: ({ a, b }) => [
      vectorOf(rows * columns, (i) => overlap(kind, a, Math.floor(i / columns), b, i % columns)),
    ],
    gradients: ['a', 'b'],
  });
};

const byKind = (make: (kind: IouKind) => AccuracyOp['variants'][string]) =>
  Object.fromEntries(KINDS.map((kind) => [kind, make(kind)]));

export const overlaps: readonly AccuracyOp[] = [
  { op: 'alignedIou', bound: 2e-6, gradientBound: 2e-6, variants: byKind(aligned) },
  { op: 'pairwiseIou', bound: 2e-6, gradientBound: 2e-6, variants: byKind(pairwise) },
];
