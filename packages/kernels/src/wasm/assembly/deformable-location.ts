import { address, integer } from './parameters';

/*
 * Bilinear samples of an image, one per output place, position of a filter and group of channels. All three
 * kernels begin with these parameters:
 *
 *  0 height, 1 width, 2 channels of the image
 *  3 rows, 4 columns of the output
 *  5 kernelHeight, 6 kernelWidth
 *  7 strideY, 8 strideX, 9 paddingY, 10 paddingX, 11 dilationY, 12 dilationX
 * 13 groups          of channels, each with offsets of its own
 * 14 image           address: x, or its gradient
 * 15 offsets         address: [places][groups][positions][2]
 * 16 mask            address: [places][groups][positions]
 * 17 samples         address: [places][positions][channels], or their gradient
 */
export const AFTER_SAMPLING: usize = 18;

/*
 * What `locate` finds, in this many bytes of scratch memory: the addresses of the channels of the four corners
 * (above left, above right, below …), their weights, the distance below the upper corners, and right of the
 * left ones.
 */
export const SAMPLE_BYTES: usize = 48;
export const WEIGHTS: usize = 16;
export const BELOW: usize = 32;
export const RIGHT: usize = 36;

export function positionsOf(parameters: usize): i32 {
  return integer(parameters, 5) * integer(parameters, 6);
}

export function groupChannelsOf(parameters: usize): i32 {
  return integer(parameters, 2) / integer(parameters, 13);
}

/** Number of a sample's factor in the mask; its offsets are at twice that. */
export function indexOf(parameters: usize, place: i32, group: i32, position: i32): usize {
  return <usize>((place * integer(parameters, 13) + group) * positionsOf(parameters) + position);
}

/**
 * Finds a sample. `image` is the address of the first channel that is read of the image's first pixel, and
 * `nowhere` what stands for a corner outside. False, with nothing found, where all four are outside.
 */
export function locate(
  parameters: usize,
  row: i32,
  column: i32,
  position: i32,
  index: usize,
  image: usize,
  nowhere: usize,
  sample: usize,
): bool {
  const height = integer(parameters, 0);
  const width = integer(parameters, 1);
  const kernelWidth = integer(parameters, 6);
  const u = position / kernelWidth;
  const v = position - u * kernelWidth;
  const startY = row * integer(parameters, 7) - integer(parameters, 9) + u * integer(parameters, 11);
  const startX = column * integer(parameters, 8) - integer(parameters, 10) + v * integer(parameters, 12);
  const offset = address(parameters, 15) + (index << 3);
  const y = <f32>startY + load<f32>(offset);
  const x = <f32>startX + load<f32>(offset, 4);
  if (y < -1 || y >= <f32>height || x < -1 || x >= <f32>width) return false;
  const floorY = Mathf.floor(y);
  const floorX = Mathf.floor(x);
  const below = y - floorY;
  const right = x - floorX;
  const above: f32 = 1 - below;
  const before: f32 = 1 - right;
  const top = <i32>floorY;
  const left = <i32>floorX;
  const pixelBytes = (<usize>integer(parameters, 2)) << 2;
  const rowBytes = <usize>width * pixelBytes;
  const corner = image + <usize>(top * width + left) * pixelBytes;
  const hasTop = top >= 0;
  const hasBottom = top + 1 < height;
  const hasLeft = left >= 0;
  const hasRight = left + 1 < width;
  store<usize>(sample, hasTop && hasLeft ? corner : nowhere);
  store<usize>(sample, hasTop && hasRight ? corner + pixelBytes : nowhere, 4);
  store<usize>(sample, hasBottom && hasLeft ? corner + rowBytes : nowhere, 8);
  store<usize>(sample, hasBottom && hasRight ? corner + rowBytes + pixelBytes : nowhere, 12);
  store<f32>(sample, above * before, WEIGHTS);
  store<f32>(sample, above * right, WEIGHTS + 4);
  store<f32>(sample, below * before, WEIGHTS + 8);
  store<f32>(sample, below * right, WEIGHTS + 12);
  store<f32>(sample, below, BELOW);
  store<f32>(sample, right, RIGHT);
  return true;
}
