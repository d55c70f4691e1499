import { sizeOf } from '../../host/kernel.ts';
import type { WgslKernel } from '../../webgpu/kernel.ts';
import { logistic } from '../../webgpu/math.ts';

/** q = -log p, floored at the smallest normal float32. */
const mean = `${logistic}
fn meanOf(fromA: f32, fromB: f32) -> f32 { return max((fromA + fromB) / 2.0, 1.17549435e-38); }`;

export const geometricMeanLogitWgsl: WgslKernel = {
  name: 'TandemGeometricMeanLogit',
  run: ({ read, tensor, each }) => {
    const [a, b] = [read('a'), read('b')];
    const y = tensor(a.shape);
    each(sizeOf(a.shape), {
      reads: { a, b },
      writes: { y },
      integers: { classes: a.shape.at(-1)! },
      code: `${mean}
fn element(i: i32) {
  let q = meanOf(softplus(-a[i]), softplus(-b[i / u.classes]));
  y[i] = -q - logarithm(oneLess(q));
}`,
    });
    return y;
  },
};

/** One invocation per row of K classes, as b's derivative is the sum over them. */
export const geometricMeanLogitGradientWgsl: WgslKernel = {
  name: 'TandemGeometricMeanLogitGradient',
  run: ({ read, tensor, each }) => {
    const [a, b, dy] = [read('a'), read('b'), read('dy')];
    const [da, db] = [tensor(a.shape), tensor(b.shape)];
    each(sizeOf(b.shape), {
      reads: { a, b, dy },
      writes: { da, db },
      integers: { classes: a.shape.at(-1)! },
      code: `${mean}
fn element(row: i32) {
  let fromB = softplus(-b[row]);
  var sum = 0.0;
  for (var i = row * u.classes; i < (row + 1) * u.classes; i++) {
    let scaled = dy[i] / (2.0 * oneLess(meanOf(softplus(-a[i]), fromB)));
    da[i] = scaled * sigmoid(-a[i]);
    sum += scaled;
  }
  db[row] = sum * sigmoid(-b[row]);
}`,
    });
    return [da, db];
  },
};
