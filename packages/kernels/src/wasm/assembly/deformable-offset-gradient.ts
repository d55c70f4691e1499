import { loadLanes } from './chunk';
import {
  AFTER_SAMPLING,
  BELOW,
  groupChannelsOf,
  indexOf,
  locate,
  positionsOf,
  RIGHT,
  SAMPLE_BYTES,
  WEIGHTS,
} from './deformable-location';
import { multiplyAdd } from './multiply-add';
import { address, integer } from './parameters';

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
