import { multiplyAdd } from './multiply-add';
import { address, integer } from './parameters';

/*
 * The four sides of a cell's box, each sampled at a place of its own: a vector has a value of each side.
 * All three kernels begin with these parameters: height, width of the map; offsets [cells][side][vertical, horizontal];
 * boxes or their gradient [cells][side].
 */

/*
 * What `locate` finds, in this many bytes of scratch memory: per side the addresses of the corners above left,
 * above right, below left and below right; the distances below the upper corners and right of the left ones; and
 * what stands for a corner outside.
 */
const BELOW: usize = 64;
const RIGHT: usize = 80;
const NOWHERE: usize = 96;

/** Finds the samples of a cell. `image` is the address of the box of its image's first cell. */
function locate(
  parameters: usize,
  row: i32,
  column: i32,
  offsets: usize,
  image: usize,
  scratch: usize,
): void {
  const height = i32x4.splat(integer(parameters, 0));
  const width = i32x4.splat(integer(parameters, 1));
  const one = i32x4.splat(1);
  const first = v128.load(offsets);
  const second = v128.load(offsets, 16);
  const vertical = v128.shuffle<f32>(first, second, 0, 2, 4, 6);
  const horizontal = v128.shuffle<f32>(first, second, 1, 3, 5, 7);
  // of the offset alone, which loses no digits to the cell's number
  const up = f32x4.floor(vertical);
  const back = f32x4.floor(horizontal);
  const below = f32x4.sub(vertical, up);
  const right = f32x4.sub(horizontal, back);
  // what is not a number, or infinite, reads nothing
  const isPlace = v128.and(f32x4.eq(below, below), f32x4.eq(right, right));
  const top = i32x4.add(i32x4.splat(row), i32x4.trunc_sat_f32x4_s(up));
  const left = i32x4.add(i32x4.splat(column), i32x4.trunc_sat_f32x4_s(back));
  const hasTop = v128.and(isPlace, i32x4.lt_u(top, height));
  const hasBottom = v128.and(isPlace, i32x4.lt_u(i32x4.add(top, one), height));
  const hasLeft = i32x4.lt_u(left, width);
  const hasRight = i32x4.lt_u(i32x4.add(left, one), width);
  const cell = i32x4.add(i32x4.mul(top, width), left);
  const start = i32x4.add(i32x4.splat(<i32>image), i32x4(0, 4, 8, 12));
  const corner = i32x4.add(start, i32x4.shl(cell, 4));
  const beside = i32x4.add(corner, i32x4.splat(16));
  const rowBytes = i32x4.shl(width, 4);
  const nowhere = i32x4.splat(<i32>(scratch + NOWHERE));
  v128.store(scratch, v128.bitselect(corner, nowhere, v128.and(hasTop, hasLeft)));
  v128.store(scratch, v128.bitselect(beside, nowhere, v128.and(hasTop, hasRight)), 16);
  v128.store(scratch, v128.bitselect(i32x4.add(corner, rowBytes), nowhere, v128.and(hasBottom, hasLeft)), 32);
  v128.store(
    scratch,
    v128.bitselect(i32x4.add(beside, rowBytes), nowhere, v128.and(hasBottom, hasRight)),
    48,
  );
  v128.store(scratch, v128.and(below, isPlace), BELOW);
  v128.store(scratch, v128.and(right, isPlace), RIGHT);
}

/** The values at four addresses. */
function gather(addresses: usize): v128 {
  let values = v128.load32_zero(load<usize>(addresses));
  values = v128.load32_lane(load<usize>(addresses, 4), values, 1);
  values = v128.load32_lane(load<usize>(addresses, 8), values, 2);
  return v128.load32_lane(load<usize>(addresses, 12), values, 3);
}

/** Adds four values to those at four addresses. */
function scatter(addresses: usize, values: v128): void {
  const sums = f32x4.add(gather(addresses), values);
  v128.store32_lane(load<usize>(addresses), sums, 0);
  v128.store32_lane(load<usize>(addresses, 4), sums, 1);
  v128.store32_lane(load<usize>(addresses, 8), sums, 2);
  v128.store32_lane(load<usize>(addresses, 12), sums, 3);
}

/** The samples. One item is a row of cells. Parameters: also y. */
export function boundarySampling(parameters: usize, begin: i32, end: i32, scratch: usize): void {
  const height = integer(parameters, 0);
  const width = integer(parameters, 1);
  const imageBytes = (<usize>(height * width)) << 4;
  const one = f32x4.splat(1);
  let offsets = address(parameters, 2) + ((<usize>(begin * width)) << 5);
  let y = address(parameters, 4) + ((<usize>(begin * width)) << 4);
  v128.store(scratch, f32x4.splat(0), NOWHERE);
  for (let item = begin; item < end; item++) {
    const image = address(parameters, 3) + <usize>(item / height) * imageBytes;
    for (let column = 0; column < width; column++) {
      locate(parameters, item % height, column, offsets, image, scratch);
      const below = v128.load(scratch, BELOW);
      const right = v128.load(scratch, RIGHT);
      const before = f32x4.sub(one, right);
      const upper = multiplyAdd(right, gather(scratch + 16), f32x4.mul(before, gather(scratch)));
      const lower = multiplyAdd(right, gather(scratch + 48), f32x4.mul(before, gather(scratch + 32)));
      v128.store(y, multiplyAdd(below, lower, f32x4.mul(f32x4.sub(one, below), upper)));
      offsets += 32;
      y += 16;
    }
  }
}

/** The gradient of the offsets. One item is a row of cells. Parameters: also dy, doffsets. */
export function boundarySamplingOffsetGradient(
  parameters: usize,
  begin: i32,
  end: i32,
  scratch: usize,
): void {
  const height = integer(parameters, 0);
  const width = integer(parameters, 1);
  const imageBytes = (<usize>(height * width)) << 4;
  const one = f32x4.splat(1);
  let offsets = address(parameters, 2) + ((<usize>(begin * width)) << 5);
  let upstream = address(parameters, 4) + ((<usize>(begin * width)) << 4);
  let target = address(parameters, 5) + ((<usize>(begin * width)) << 5);
  v128.store(scratch, f32x4.splat(0), NOWHERE);
  for (let item = begin; item < end; item++) {
    const image = address(parameters, 3) + <usize>(item / height) * imageBytes;
    for (let column = 0; column < width; column++) {
      locate(parameters, item % height, column, offsets, image, scratch);
      const below = v128.load(scratch, BELOW);
      const right = v128.load(scratch, RIGHT);
      const a = gather(scratch);
      const b = gather(scratch + 16);
      const c = gather(scratch + 32);
      const d = gather(scratch + 48);
      const dy = v128.load(upstream);
      const downwards = f32x4.mul(f32x4.sub(one, right), f32x4.sub(c, a));
      const across = f32x4.mul(f32x4.sub(one, below), f32x4.sub(b, a));
      const vertical = f32x4.mul(dy, multiplyAdd(right, f32x4.sub(d, b), downwards));
      const horizontal = f32x4.mul(dy, multiplyAdd(below, f32x4.sub(d, c), across));
      v128.store(target, v128.shuffle<f32>(vertical, horizontal, 0, 4, 1, 5));
      v128.store(target, v128.shuffle<f32>(vertical, horizontal, 2, 6, 3, 7), 16);
      offsets += 32;
      upstream += 16;
      target += 32;
    }
  }
}

/** The gradient of the boxes. One item is an image, so that no two threads add to one place. Parameters: also dy. */
export function boundarySamplingBoxGradient(parameters: usize, begin: i32, end: i32, scratch: usize): void {
  const height = integer(parameters, 0);
  const width = integer(parameters, 1);
  const cells = height * width;
  const imageBytes = (<usize>cells) << 4;
  const one = f32x4.splat(1);
  let offsets = address(parameters, 2) + ((<usize>(begin * cells)) << 5);
  let upstream = address(parameters, 4) + <usize>begin * imageBytes;
  for (let item = begin; item < end; item++) {
    const image = address(parameters, 3) + <usize>item * imageBytes;
    memory.fill(image, 0, imageBytes);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        locate(parameters, row, column, offsets, image, scratch);
        const dy = v128.load(upstream);
        const right = v128.load(scratch, RIGHT);
        const before = f32x4.sub(one, right);
        const lower = f32x4.mul(dy, v128.load(scratch, BELOW));
        const upper = f32x4.mul(dy, f32x4.sub(one, v128.load(scratch, BELOW)));
        scatter(scratch, f32x4.mul(upper, before));
        scatter(scratch + 16, f32x4.mul(upper, right));
        scatter(scratch + 32, f32x4.mul(lower, before));
        scatter(scratch + 48, f32x4.mul(lower, right));
        offsets += 32;
        upstream += 16;
      }
    }
  }
}
