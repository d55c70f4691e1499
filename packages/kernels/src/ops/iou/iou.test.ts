import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  checkGradient,
  describeBackends,
  expectClose,
  uniformValues,
  withoutLeaks,
} from '../../testing/index.ts';
import { alignedIou, type IouKind } from './aligned-iou.ts';
import { pairwiseIou } from './pairwise-iou.ts';
import { overlapReference } from './reference.ts';

const kinds: IouKind[] = ['iou', 'giou', 'diou', 'ciou'];

const boxes = (...values: number[]) => tf.tensor2d(values, [values.length / 4, 4]);

/** Boxes in [0, 10]² with sides of 2 to 6. */
function randomBoxes(count: number, seed: number): tf.Tensor2D {
  const values = uniformValues(4 * count, { seed });
  for (let i = 0; i < values.length; i += 4) {
    for (const axis of [0, 1]) {
      values[i + axis]! *= 4;
      values[i + axis + 2] = values[i + axis]! + 2 + 4 * values[i + axis + 2]!;
    }
  }
  return tf.tensor2d(values, [count, 4]);
}

describeBackends('alignedIou', () => {
  it('of two overlapping squares', async () => {
    const [a, b] = [boxes(0, 0, 2, 2), boxes(1, 1, 3, 3)];
    // I = 1, U = 4 + 4 - 1, E = 9, ρ² = 2, c² = 18; equal aspect, so CIoU is DIoU
    await expectClose(alignedIou(a, b), [1 / 7], { abs: 1e-6 });
    await expectClose(alignedIou(a, b, { kind: 'giou' }), [1 / 7 - 2 / 9], { abs: 1e-6 });
    await expectClose(alignedIou(a, b, { kind: 'diou' }), [1 / 7 - 2 / 18], { abs: 1e-6 });
    await expectClose(alignedIou(a, b, { kind: 'ciou' }), [1 / 7 - 2 / 18], { abs: 1e-6 });
  });

  it('punishes another aspect in ciou', async () => {
    // IoU 4/8, ρ² = 1, c² = 20: DIoU = 0.45; v = 4/π² (atan 1 - atan 2)² = 0.0419565;
    // v² / (1 - 0.5 + v) = 0.0032481
    const [a, b] = [boxes(0, 0, 4, 2), boxes(0, 0, 2, 2)];
    await expectClose(alignedIou(a, b, { kind: 'ciou' }), [0.4467519], { abs: 1e-6 });
  });

  it('is 1 for equal boxes, and they do not pull on each other', async () => {
    const box = boxes(10, 20, 110, 220);
    for (const kind of kinds) {
      await expectClose(alignedIou(box, box.clone(), { kind }), [1], { abs: 1e-6 });
      const f = (a: tf.Tensor2D, b: tf.Tensor2D) => tf.sum(alignedIou(a, b, { kind }));
      const [da, db] = tf.grads(f as never)([box, box.clone()]) as [tf.Tensor, tf.Tensor];
      await expectClose(da, [0, 0, 0, 0], { abs: 1e-6 });
      await expectClose(db, [0, 0, 0, 0], { abs: 1e-6 });
    }
  });

  it('of boxes apart: 0, and giou falls to -1 as they part', async () => {
    // squares of side 1, 2 and 98 apart: E = 4 and 100, U = 2
    const [a, b] = [boxes(0, 0, 1, 1, 0, 0, 1, 1), boxes(3, 0, 4, 1, 99, 0, 100, 1)];
    await expectClose(alignedIou(a, b), [0, 0], {});
    await expectClose(alignedIou(a, b, { kind: 'giou' }), [-0.5, -0.98], { abs: 1e-6 });
  });

  it('of boxes without area: 0 by the floor of the union, and finite gradients', async () => {
    const [a, b] = [boxes(1, 1, 1, 1, 3, 3, 2, 2), boxes(1, 1, 1, 1, 0, 0, 5, 5)];
    // the inverted box counts as empty: I = 0
    await expectClose(alignedIou(a, b), [0, 0], {});
    // E = U = the floor: 0 - 0; E of the second is 25, U = 25
    await expectClose(alignedIou(a, b, { kind: 'giou' }), [0, 0], { abs: 1e-6 });
    for (const kind of kinds) {
      const f = (one: tf.Tensor) => tf.sum(alignedIou(one as tf.Tensor2D, b, { kind }));
      const gradient = await tf.grad(f)(a).data();
      expect([...gradient].every(Number.isFinite), kind).toBe(true);
    }
  });

  it('halves the gradient between sides that are equal', async () => {
    // a in b, sharing x1, y1 and y2: I = 4, U = 8. x2 is free: 2 / 8. x1 inwards: I = 2 (2 - x), -0.25;
    // outwards: U = 8 + 2 x, -4 · 2 / 8² per pixel out, so +0.125 along x; half of both is -0.0625
    const f = (one: tf.Tensor) => tf.sum(alignedIou(one as tf.Tensor2D, boxes(0, 0, 4, 2)));
    const gradient = tf.grad(f)(boxes(0, 0, 2, 2));
    // y1 likewise, and y2 the same towards the other side
    await expectClose(gradient, [-0.0625, -0.0625, 0.25, 0.0625], { abs: 1e-7 });
  });

  for (const kind of kinds) {
    it(`equals its composition, with the gradients of its differences: ${kind}`, async () => {
      const [a, b] = [randomBoxes(12, 3), randomBoxes(12, 4)];
      const options = { kind, epsilon: 1e-6 };
      await expectClose(alignedIou(a, b, options), overlapReference(a, b, options), { abs: 1e-5 });
      const f = (...[x, y]: tf.Tensor[]) => alignedIou(x as tf.Tensor2D, y as tf.Tensor2D, options);
      await checkGradient(f, [a, b], { epsilon: 1e-2, abs: 2e-4, rel: 1e-3 });
    });
  }

  it('takes no boxes at all', async () => {
    const none = tf.zeros<tf.Rank.R2>([0, 4]);
    expect(alignedIou(none, none).shape).toEqual([0]);
  });

  it('leaves no tensor behind', async () => {
    const f = (...[x, y]: tf.Tensor[]) => tf.sum(alignedIou(x as tf.Tensor2D, y as tf.Tensor2D));
    const inputs = [randomBoxes(3, 1), randomBoxes(3, 2)];
    tf.dispose(await withoutLeaks(() => tf.grads(f)(inputs)));
  });
});

describeBackends('pairwiseIou', () => {
  for (const kind of kinds) {
    it(`equals alignedIou on every pair, with the gradients of its differences: ${kind}`, async () => {
      const [a, b] = [randomBoxes(5, 5), randomBoxes(3, 6)];
      const left = tf.reshape(tf.tile(tf.expandDims(a, 1), [1, 3, 1]), [15, 4]) as tf.Tensor2D;
      const right = tf.tile(b, [5, 1]);
      const expected = tf.reshape(alignedIou(left, right, { kind }), [5, 3]);
      await expectClose(pairwiseIou(a, b, { kind }), expected, { abs: 1e-6 });
      const f = (...[x, y]: tf.Tensor[]) => pairwiseIou(x as tf.Tensor2D, y as tf.Tensor2D, { kind });
      await checkGradient(f, [a, b], { epsilon: 1e-2, abs: 5e-4, rel: 2e-3 });
    });
  }

  it('takes no boxes on either side', () => {
    expect(pairwiseIou(randomBoxes(2, 1), tf.zeros([0, 4])).shape).toEqual([2, 0]);
    expect(pairwiseIou(tf.zeros([0, 4]), randomBoxes(3, 1)).shape).toEqual([0, 3]);
  });

  it('leaves no tensor behind', async () => {
    const f = (...[x, y]: tf.Tensor[]) => tf.sum(pairwiseIou(x as tf.Tensor2D, y as tf.Tensor2D));
    const inputs = [randomBoxes(3, 1), randomBoxes(2, 2)];
    tf.dispose(await withoutLeaks(() => tf.grads(f)(inputs)));
  });
});

describe('overlap errors', () => {
  it('name the shape that was expected', () => {
    const shaped = (...shape: number[]) => ({ shape }) as unknown as tf.Tensor2D;
    expect(() => alignedIou(shaped(3, 4), shaped(2, 4))).toThrow(
      'alignedIou: expected shape [N, 4] with N = 3, got [2, 4].',
    );
    expect(() => pairwiseIou(shaped(3, 4), shaped(2, 5))).toThrow(
      'pairwiseIou: expected shape [M, 4] with M = 2, got [2, 5].',
    );
  });
});
