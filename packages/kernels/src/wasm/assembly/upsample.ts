import { loadLanes, storeSome } from './chunk';
import { address, integer } from './parameters';

/*
 * Parameters of both kernels: height, width, channels of the smaller image; rows, columns of the larger;
 * source, target.
 */

/** Each place of the larger image reads one of the smaller. One item is a row of the larger. */
export function upsampleNearest(parameters: usize, begin: i32, end: i32, _scratch: usize): void {
  const height = integer(parameters, 0);
  const width = integer(parameters, 1);
  const channels = integer(parameters, 2);
  const rows = integer(parameters, 3);
  const columns = integer(parameters, 4);
  const pixelBytes = (<usize>channels) << 2;
  for (let item = begin; item < end; item++) {
    const row = (item / rows) * height + ((item % rows) * height) / rows;
    const source = address(parameters, 5) + <usize>(row * width) * pixelBytes;
    let target = address(parameters, 6) + <usize>(item * columns) * pixelBytes;
    for (let column = 0; column < columns; column++) {
      const from = source + <usize>((column * width) / columns) * pixelBytes;
      for (let channel = 0; channel < channels; channel += 4) {
        const at = (<usize>channel) << 2;
        storeSome(target + at, loadLanes(from + at, channels - channel), channels - channel);
      }
      target += pixelBytes;
    }
  }
}

/** Each place of the smaller image sums those of the larger that read it. One item is a row of the smaller. */
export function upsampleNearestGradient(parameters: usize, begin: i32, end: i32, _scratch: usize): void {
  const height = integer(parameters, 0);
  const width = integer(parameters, 1);
  const channels = integer(parameters, 2);
  const rows = integer(parameters, 3);
  const columns = integer(parameters, 4);
  const pixelBytes = (<usize>channels) << 2;
  for (let item = begin; item < end; item++) {
    const row = item % height;
    const first = (row * rows + height - 1) / height;
    const last = ((row + 1) * rows + height - 1) / height;
    const source = address(parameters, 5) + <usize>((item / height) * rows * columns) * pixelBytes;
    let target = address(parameters, 6) + <usize>(item * width) * pixelBytes;
    for (let column = 0; column < width; column++) {
      const left = (column * columns + width - 1) / width;
      const right = ((column + 1) * columns + width - 1) / width;
      for (let channel = 0; channel < channels; channel += 4) {
        const at = (<usize>channel) << 2;
        const lanes = channels - channel;
        let sum = f32x4.splat(0);
        for (let i = first; i < last; i++) {
          for (let j = left; j < right; j++) {
            sum = f32x4.add(sum, loadLanes(source + <usize>(i * columns + j) * pixelBytes + at, lanes));
          }
        }
        storeSome(target + at, sum, lanes);
      }
      target += pixelBytes;
    }
  }
}
