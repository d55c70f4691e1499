import { orInfinity, positive, readOptions } from '@tandem-det/base';
import {
  add,
  clipByValue,
  concat,
  div,
  exp,
  log,
  mul,
  slice,
  split,
  sub,
  type Tensor,
  type Tensor2D,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs-core';
import { z } from 'zod';

/** |ln(16 / 1000)| = 4.135, mmdetection's bound. */
export const MAX_LOG_RATIO = Math.log(1000 / 16);

const four = z.tuple([z.number(), z.number(), z.number(), z.number()]).readonly();

/** How a box is written relative to its prior: names, defaults and checks. */
export const deltaCoderOptions = z.strictObject({
  /** Subtracted from dx, dy, dw, dh when encoding. */
  means: four.default([0, 0, 0, 0]),
  /** What dx, dy, dw, dh are then divided by. */
  stds: four.default([0.1, 0.1, 0.2, 0.2]),
  /** Bound of |dw| and |dh| when decoding, after the stds: no box is more than exp of it larger or smaller than its prior. */
  maxLogRatio: orInfinity(positive, 'a number > 0').default(MAX_LOG_RATIO),
});

/** How a box is written relative to its prior. */
export type DeltaCoder = Readonly<z.input<typeof deltaCoderOptions>>;

/**
 * Boxes from deltas to priors of centre (px, py) and size (pw, ph), with d = deltas · stds + means:
 * `centre = (px + pw · dx, py + ph · dy)`, `size = (pw · exp(dw), ph · exp(dh))`, dw and dh clamped to
 * ±maxLogRatio. The gradient of a clamped value is 0.
 *
 * Shapes: priorBoxes [A, 4], deltas [..., A, 4]; returns [..., A, 4] as x1, y1, x2, y2 in the priors' units.
 * Source: Girshick et al. 2014; mmdetection's DeltaXYWHBBoxCoder.
 */
export function boxesFromDeltas<T extends Tensor>(
  priorBoxes: Tensor2D,
  deltas: T,
  coder: DeltaCoder = {},
): T {
  const { means, stds, maxLogRatio } = readOptions('boxesFromDeltas: coder', deltaCoderOptions, coder);
  return tidy(() => {
    const [center, size] = centersAndSizes(priorBoxes);
    const scaled = add(mul(deltas, tensor1d([...stds])), tensor1d([...means]));
    const [shift, logRatio] = split(scaled, 2, -1) as [Tensor, Tensor];
    const middle = add(center, mul(size, shift));
    const half = mul(mul(size, 0.5), exp(clipByValue(logRatio, -maxLogRatio, maxLogRatio)));
    return concat([sub(middle, half), add(middle, half)], -1) as T;
  });
}

/**
 * The inverse: deltas that decode to `boxes`, `((boxes − prior) in the prior's terms − means) / stds`.
 * Boxes must have a positive width and height: the logarithm of others is not finite.
 *
 * Shapes: priorBoxes [A, 4], boxes [..., A, 4]; returns [..., A, 4].
 */
export function deltasFromBoxes<T extends Tensor>(priorBoxes: Tensor2D, boxes: T, coder: DeltaCoder = {}): T {
  const { means, stds } = readOptions('deltasFromBoxes: coder', deltaCoderOptions, coder);
  return tidy(() => {
    const [center, size] = centersAndSizes(priorBoxes);
    const [boxCenter, boxSize] = centersAndSizes(boxes);
    const raw = concat([div(sub(boxCenter, center), size), log(div(boxSize, size))], -1);
    return div(sub(raw, tensor1d([...means])), tensor1d([...stds])) as T;
  });
}

/** [..., 2] centre and [..., 2] size of boxes [..., 4]. */
function centersAndSizes(boxes: Tensor): [Tensor, Tensor] {
  const leading = boxes.shape.slice(0, -1);
  const begin = leading.map(() => 0);
  const start = slice(boxes, [...begin, 0], [...leading, 2]);
  const end = slice(boxes, [...begin, 2], [...leading, 2]);
  return [mul(add(start, end), 0.5), sub(end, start)];
}
