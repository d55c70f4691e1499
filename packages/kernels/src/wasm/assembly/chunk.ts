import { address, integer } from './parameters';

/*
 * Kernels over the pixels of images cut those into chunks of a fixed number of pixels, the last of an image
 * perhaps shorter; one item is a chunk. Their parameters begin with:
 *
 *  0 channels
 *  1 pixels          of one image
 *  2 chunkPixels
 *  3 chunks          of one image
 */
/** First place after the parameters of the chunks. */
export const AFTER_CHUNK: usize = 4;

/** Image that an item is part of. */
export function imageOf(parameters: usize, item: i32): i32 {
  return item / integer(parameters, 3);
}

/** Pixels of an item. */
export function pixelsOf(parameters: usize, item: i32): i32 {
  const first = (item % integer(parameters, 3)) * integer(parameters, 2);
  return min(integer(parameters, 2), integer(parameters, 1) - first);
}

/** Bytes from the first pixel of the first image to the first of an item. */
export function offsetOf(parameters: usize, item: i32): usize {
  const first = (item % integer(parameters, 3)) * integer(parameters, 2);
  const pixel = imageOf(parameters, item) * integer(parameters, 1) + first;
  return (<usize>pixel * address(parameters, 0)) << 2;
}

/** The first `lanes` of four values, zeros in the other lanes. */
export function loadLanes(source: usize, lanes: i32): v128 {
  if (lanes >= 4) return v128.load(source);
  let values = v128.load32_zero(source);
  if (lanes > 1) values = v128.load32_lane(source, values, 1, 4);
  if (lanes > 2) values = v128.load32_lane(source, values, 2, 8);
  return values;
}

/** Stores the first `lanes` of four values. */
export function storeSome(target: usize, values: v128, lanes: i32): void {
  if (lanes >= 4) {
    v128.store(target, values);
    return;
  }
  v128.store32_lane(target, values, 0);
  if (lanes > 1) v128.store32_lane(target, values, 1, 4);
  if (lanes > 2) v128.store32_lane(target, values, 2, 8);
}
