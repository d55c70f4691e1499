import { addScaled } from './add-scaled';
import { loadLanes, storeSome } from './chunk';
import { multiplyAdd } from './multiply-add';
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
const AFTER_SAMPLING: usize = 18;

/*
 * What `locate` finds, in this many bytes of scratch memory: the addresses of the channels of the four corners
 * (above left, above right, below …), their weights, the distance below the upper corners, and right of the
 * left ones.
 */
const SAMPLE_BYTES: usize = 48;
const WEIGHTS: usize = 16;
const BELOW: usize = 32;
const RIGHT: usize = 36;

function positionsOf(parameters: usize): i32 {
  return integer(parameters, 5) * integer(parameters, 6);
}

function groupChannelsOf(parameters: usize): i32 {
  return integer(parameters, 2) / integer(parameters, 13);
}

/** Number of a sample's factor in the mask; its offsets are at twice that. */
function indexOf(parameters: usize, place: i32, group: i32, position: i32): usize {
  return <usize>((place * integer(parameters, 13) + group) * positionsOf(parameters) + position);
}

/**
 * Finds a sample. `image` is the address of the first channel that is read of the image's first pixel, and
 * `nowhere` what stands for a corner outside. False, with nothing found, where all four are outside.
 */
function locate(
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

/** The samples, each times its factor. One item is an output row. Scratch: a sample, zeros for the channels of a group. */
export function deformableSamples(parameters: usize, begin: i32, end: i32, scratch: usize): void {
  const columns = integer(parameters, 4);
  const groups = integer(parameters, 13);
  const positions = positionsOf(parameters);
  const channels = groupChannelsOf(parameters);
  const groupBytes = (<usize>channels) << 2;
  const zeros = scratch + SAMPLE_BYTES;
  memory.fill(zeros, 0, groupBytes);
  const rows = integer(parameters, 3);
  const imageBytes = (<usize>(integer(parameters, 0) * integer(parameters, 1) * integer(parameters, 2))) << 2;
  let target = address(parameters, 17) + <usize>(begin * columns * positions * groups) * groupBytes;
  for (let item = begin; item < end; item++) {
    const image = address(parameters, 14) + <usize>(item / rows) * imageBytes;
    for (let column = 0; column < columns; column++) {
      for (let position = 0; position < positions; position++) {
        for (let group = 0; group < groups; group++) {
          const index = indexOf(parameters, item * columns + column, group, position);
          const from = image + <usize>group * groupBytes;
          if (locate(parameters, item % rows, column, position, index, from, zeros, scratch)) {
            writeSample(scratch, load<f32>(address(parameters, 16) + (index << 2)), target, channels);
          } else {
            memory.fill(target, 0, groupBytes);
          }
          target += groupBytes;
        }
      }
    }
  }
}

function writeSample(sample: usize, factor: f32, target: usize, channels: i32): void {
  const a = load<usize>(sample);
  const b = load<usize>(sample, 4);
  const c = load<usize>(sample, 8);
  const d = load<usize>(sample, 12);
  const wa = f32x4.splat(factor * load<f32>(sample, WEIGHTS));
  const wb = f32x4.splat(factor * load<f32>(sample, WEIGHTS + 4));
  const wc = f32x4.splat(factor * load<f32>(sample, WEIGHTS + 8));
  const wd = f32x4.splat(factor * load<f32>(sample, WEIGHTS + 12));
  const whole = (<usize>(channels & ~3)) << 2;
  let at: usize = 0;
  for (; at < whole; at += 16) {
    let sum = f32x4.mul(v128.load(a + at), wa);
    sum = multiplyAdd(v128.load(b + at), wb, sum);
    sum = multiplyAdd(v128.load(c + at), wc, sum);
    v128.store(target + at, multiplyAdd(v128.load(d + at), wd, sum));
  }
  const lanes = channels & 3;
  if (lanes === 0) return;
  let sum = f32x4.mul(loadLanes(a + at, lanes), wa);
  sum = multiplyAdd(loadLanes(b + at, lanes), wb, sum);
  sum = multiplyAdd(loadLanes(c + at, lanes), wc, sum);
  storeSome(target + at, multiplyAdd(loadLanes(d + at, lanes), wd, sum), lanes);
}

/**
 * The gradient of the image: each sample's, times its factor and the weight of each corner, added to that
 * corner. One item is an image and some channels of a group, so that no two threads add to one place.
 * Parameters: also channels of an item, items of a group. Scratch: a sample.
 */
export function deformableInputGradient(parameters: usize, begin: i32, end: i32, scratch: usize): void {
  const groups = integer(parameters, 13);
  const groupChannels = groupChannelsOf(parameters);
  const some = integer(parameters, AFTER_SAMPLING);
  const parts = integer(parameters, AFTER_SAMPLING + 1);
  const pixelBytes = (<usize>integer(parameters, 2)) << 2;
  const cells = integer(parameters, 0) * integer(parameters, 1);
  for (let item = begin; item < end; item++) {
    const image = item / (groups * parts);
    const group = (item / parts) % groups;
    const first = (item % parts) * some;
    const shift = (<usize>(group * groupChannels + first)) << 2;
    const channels = min(some, groupChannels - first);
    const target = address(parameters, 14) + <usize>(image * cells) * pixelBytes + shift;
    for (let cell = 0; cell < cells; cell++) {
      memory.fill(target + <usize>cell * pixelBytes, 0, (<usize>channels) << 2);
    }
    addSamples(parameters, image, group, target, shift, channels, scratch);
  }
}

function addSamples(
  parameters: usize,
  image: i32,
  group: i32,
  target: usize,
  shift: usize,
  channels: i32,
  sample: usize,
): void {
  const rows = integer(parameters, 3);
  const columns = integer(parameters, 4);
  const positions = positionsOf(parameters);
  const pixelBytes = (<usize>integer(parameters, 2)) << 2;
  const mask = address(parameters, 16);
  let place = image * rows * columns;
  let source = address(parameters, 17) + <usize>(place * positions) * pixelBytes + shift;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let position = 0; position < positions; position++) {
        const index = indexOf(parameters, place, group, position);
        if (locate(parameters, row, column, position, index, target, 0, sample)) {
          const factor = load<f32>(mask + (index << 2));
          for (let corner: usize = 0; corner < 16; corner += 4) {
            const to = load<usize>(sample + corner);
            if (to !== 0) addScaled(source, factor * load<f32>(sample + corner, WEIGHTS), to, channels);
          }
        }
        source += pixelBytes;
      }
      place++;
    }
  }
}

/**
 * The gradients of the offsets and of the mask. One item is an output row.
 * Parameters: also their addresses. Scratch: a sample, zeros for the channels of a group.
 */
export function deformableOffsetGradient(parameters: usize, begin: i32, end: i32, scratch: usize): void {
  const rows = integer(parameters, 3);
  const columns = integer(parameters, 4);
  const groups = integer(parameters, 13);
  const positions = positionsOf(parameters);
  const channels = groupChannelsOf(parameters);
  const groupBytes = (<usize>channels) << 2;
  const zeros = scratch + SAMPLE_BYTES;
  memory.fill(zeros, 0, groupBytes);
  const imageBytes = (<usize>(integer(parameters, 0) * integer(parameters, 1) * integer(parameters, 2))) << 2;
  const mask = address(parameters, 16);
  const doffsets = address(parameters, AFTER_SAMPLING);
  const dmask = address(parameters, AFTER_SAMPLING + 1);
  let upstream = address(parameters, 17) + <usize>(begin * columns * positions * groups) * groupBytes;
  for (let item = begin; item < end; item++) {
    const image = address(parameters, 14) + <usize>(item / rows) * imageBytes;
    for (let column = 0; column < columns; column++) {
      for (let position = 0; position < positions; position++) {
        for (let group = 0; group < groups; group++) {
          const index = indexOf(parameters, item * columns + column, group, position);
          const from = image + <usize>group * groupBytes;
          let vertical: f32 = 0;
          let horizontal: f32 = 0;
          let factor: f32 = 0;
          if (locate(parameters, item % rows, column, position, index, from, zeros, scratch)) {
            const a = product(load<usize>(scratch), upstream, channels);
            const b = product(load<usize>(scratch, 4), upstream, channels);
            const c = product(load<usize>(scratch, 8), upstream, channels);
            const d = product(load<usize>(scratch, 12), upstream, channels);
            const below = load<f32>(scratch, BELOW);
            const right = load<f32>(scratch, RIGHT);
            const scale = load<f32>(mask + (index << 2));
            vertical = scale * ((1 - right) * (c - a) + right * (d - b));
            horizontal = scale * ((1 - below) * (b - a) + below * (d - c));
            factor =
              a * load<f32>(scratch, WEIGHTS) +
              b * load<f32>(scratch, WEIGHTS + 4) +
              c * load<f32>(scratch, WEIGHTS + 8) +
              d * load<f32>(scratch, WEIGHTS + 12);
          }
          store<f32>(doffsets + (index << 3), vertical);
          store<f32>(doffsets + (index << 3), horizontal, 4);
          store<f32>(dmask + (index << 2), factor);
          upstream += groupBytes;
        }
      }
    }
  }
}

/** Σ a·b. */
function product(a: usize, b: usize, channels: i32): f32 {
  let sum = f32x4.splat(0);
  let other = sum;
  let channel = 0;
  for (; channel + 8 <= channels; channel += 8) {
    sum = multiplyAdd(v128.load(a), v128.load(b), sum);
    other = multiplyAdd(v128.load(a, 16), v128.load(b, 16), other);
    a += 32;
    b += 32;
  }
  for (; channel < channels; channel += 4) {
    sum = multiplyAdd(loadLanes(a, channels - channel), loadLanes(b, channels - channel), sum);
    a += 16;
    b += 16;
  }
  sum = f32x4.add(sum, other);
  return (
    f32x4.extract_lane(sum, 0) +
    f32x4.extract_lane(sum, 1) +
    (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3))
  );
}
