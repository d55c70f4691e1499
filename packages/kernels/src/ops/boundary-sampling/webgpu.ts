import { sizeOf } from '../../host/kernel.ts';
import { atomicAdd } from '../../webgpu/atomic-add.ts';
import type { WgslKernel } from '../../webgpu/kernel.ts';

/** The place that side `i % 4` of cell `i / 4` reads: the upper left of four cells, and how far beyond it. */
const place = `
struct Place { image: i32, top: i32, left: i32, below: f32, right: f32 }
fn placeOf(i: i32) -> Place {
  let cell = i / 4;
  let row = cell / u.width;
  let v = f32(row % u.height) + offsets[2 * i];
  let w = f32(cell % u.width) + offsets[2 * i + 1];
  // one cell outside, all samples are 0 already; further out a place may not be a whole number any more
  let top = clamp(floor(v), -2.0, f32(u.height));
  let left = clamp(floor(w), -2.0, f32(u.width));
  return Place(row / u.height, i32(top), i32(left), v - floor(v), w - floor(w));
}
fn isInside(top: i32, left: i32) -> bool {
  return top >= 0 && top < u.height && left >= 0 && left < u.width;
}
fn indexOf(p: Place, lower: i32, later: i32, side: i32) -> i32 {
  return 4 * ((p.image * u.height + p.top + lower) * u.width + p.left + later) + side;
}`;

export const boundarySamplingWgsl: WgslKernel = {
  name: 'TandemBoundarySampling',
  run: ({ read, tensor, each }) => {
    const [boxes, offsets] = [read('boxes'), read('offsets')];
    const y = tensor(boxes.shape);
    each(sizeOf(boxes.shape), {
      reads: { boxes, offsets },
      writes: { y },
      integers: { height: boxes.shape[1]!, width: boxes.shape[2]! },
      code: `${place}
fn element(i: i32) {
  let p = placeOf(i);
  var sum = 0.0;
  for (var corner = 0; corner < 4; corner++) {
    let lower = corner >> 1u;
    let later = corner & 1;
    if (!isInside(p.top + lower, p.left + later)) { continue; }
    let weight = select(1.0 - p.below, p.below, lower == 1) * select(1.0 - p.right, p.right, later == 1);
    sum += weight * boxes[indexOf(p, lower, later, i % 4)];
  }
  y[i] = sum;
}`,
    });
    return y;
  },
};

/** One dispatch, which adds into the cells that were read; the order of these additions is the device's. */
export const boundarySamplingGradientWgsl: WgslKernel = {
  name: 'TandemBoundarySamplingGradient',
  run: ({ read, tensor, each }) => {
    const [boxes, offsets, dy] = [read('boxes'), read('offsets'), read('dy')];
    const [dboxes, doffsets] = [tensor(boxes.shape, { zero: true }), tensor(offsets.shape)];
    each(sizeOf(boxes.shape), {
      reads: { boxes, offsets, dy },
      writes: { dboxes, doffsets },
      atomic: ['dboxes'],
      integers: { height: boxes.shape[1]!, width: boxes.shape[2]! },
      code: `${place}${atomicAdd('dboxes')}
fn element(i: i32) {
  let p = placeOf(i);
  var dv = 0.0;
  var dw = 0.0;
  for (var corner = 0; corner < 4; corner++) {
    let lower = corner >> 1u;
    let later = corner & 1;
    if (!isInside(p.top + lower, p.left + later)) { continue; }
    let index = indexOf(p, lower, later, i % 4);
    let weightV = select(1.0 - p.below, p.below, lower == 1);
    let weightW = select(1.0 - p.right, p.right, later == 1);
    dboxesAdd(index, dy[i] * weightV * weightW);
    dv += select(-weightW, weightW, lower == 1) * boxes[index];
    dw += select(-weightV, weightV, later == 1) * boxes[index];
  }
  doffsets[2 * i] = dy[i] * dv;
  doffsets[2 * i + 1] = dy[i] * dw;
}`,
    });
    return [dboxes, doffsets];
  },
};
