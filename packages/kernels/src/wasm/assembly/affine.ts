import { AFTER_CHUNK, imageOf, loadLanes, offsetOf, pixelsOf, storeSome } from './chunk';
import { multiplyAdd } from './multiply-add';
import { address, integer } from './parameters';

/**
 * y = x·multiply + add, per channel.
 * Parameters: those of the chunks, x, y, multiply [channels] and add [channels].
 */
export function channelAffine(parameters: usize, begin: i32, end: i32, _scratch: usize): void {
  const channels = integer(parameters, 0);
  const rowBytes = (<usize>channels) << 2;
  const whole = (<usize>(channels & ~3)) << 2;
  for (let item = begin; item < end; item++) {
    const offset = offsetOf(parameters, item);
    const multiply = address(parameters, AFTER_CHUNK + 2);
    const add = address(parameters, AFTER_CHUNK + 3);
    let x = address(parameters, AFTER_CHUNK) + offset;
    let y = address(parameters, AFTER_CHUNK + 1) + offset;
    for (let pixel = pixelsOf(parameters, item); pixel > 0; pixel--) {
      for (let at: usize = 0; at < whole; at += 16) {
        v128.store(y + at, multiplyAdd(v128.load(x + at), v128.load(multiply + at), v128.load(add + at)));
      }
      if (whole < rowBytes) {
        const lanes = channels & 3;
        const rest = multiplyAdd(
          loadLanes(x + whole, lanes),
          loadLanes(multiply + whole, lanes),
          loadLanes(add + whole, lanes),
        );
        storeSome(y + whole, rest, lanes);
      }
      x += rowBytes;
      y += rowBytes;
    }
  }
}

/**
 * y = (x - center)·multiply + add, per channel: a normalisation. The center is taken off first, so that no digits
 * are lost where it is far larger than the deviations from it.
 * Parameters: those of the chunks, x, y, table [3][channels] of center, multiply and add, and the bytes from one
 * image's table to the next's.
 */
export function channelNormalize(parameters: usize, begin: i32, end: i32, _scratch: usize): void {
  const channels = integer(parameters, 0);
  const rowBytes = (<usize>channels) << 2;
  const whole = (<usize>(channels & ~3)) << 2;
  for (let item = begin; item < end; item++) {
    const offset = offsetOf(parameters, item);
    const center =
      address(parameters, AFTER_CHUNK + 2) +
      <usize>imageOf(parameters, item) * address(parameters, AFTER_CHUNK + 3);
    const multiply = center + rowBytes;
    const add = multiply + rowBytes;
    let x = address(parameters, AFTER_CHUNK) + offset;
    let y = address(parameters, AFTER_CHUNK + 1) + offset;
    for (let pixel = pixelsOf(parameters, item); pixel > 0; pixel--) {
      for (let at: usize = 0; at < whole; at += 16) {
        const centred = f32x4.sub(v128.load(x + at), v128.load(center + at));
        v128.store(y + at, multiplyAdd(centred, v128.load(multiply + at), v128.load(add + at)));
      }
      if (whole < rowBytes) {
        const lanes = channels & 3;
        const centred = f32x4.sub(loadLanes(x + whole, lanes), loadLanes(center + whole, lanes));
        const rest = multiplyAdd(centred, loadLanes(multiply + whole, lanes), loadLanes(add + whole, lanes));
        storeSome(y + whole, rest, lanes);
      }
      x += rowBytes;
      y += rowBytes;
    }
  }
}

/**
 * dx = dy·fromDy + x·fromX + add, per channel: the input gradient of a normalisation.
 * Parameters: those of the chunks, x, dy, dx, table [3][channels] of fromDy, fromX and add, and the bytes from
 * one image's table to the next's.
 */
export function channelCombination(parameters: usize, begin: i32, end: i32, _scratch: usize): void {
  const channels = integer(parameters, 0);
  const rowBytes = (<usize>channels) << 2;
  const whole = (<usize>(channels & ~3)) << 2;
  for (let item = begin; item < end; item++) {
    const offset = offsetOf(parameters, item);
    const fromDy =
      address(parameters, AFTER_CHUNK + 3) +
      <usize>imageOf(parameters, item) * address(parameters, AFTER_CHUNK + 4);
    const fromX = fromDy + rowBytes;
    const add = fromX + rowBytes;
    let x = address(parameters, AFTER_CHUNK) + offset;
    let dy = address(parameters, AFTER_CHUNK + 1) + offset;
    let dx = address(parameters, AFTER_CHUNK + 2) + offset;
    for (let pixel = pixelsOf(parameters, item); pixel > 0; pixel--) {
      for (let at: usize = 0; at < whole; at += 16) {
        const part = multiplyAdd(v128.load(x + at), v128.load(fromX + at), v128.load(add + at));
        v128.store(dx + at, multiplyAdd(v128.load(dy + at), v128.load(fromDy + at), part));
      }
      if (whole < rowBytes) {
        const lanes = channels & 3;
        const part = multiplyAdd(
          loadLanes(x + whole, lanes),
          loadLanes(fromX + whole, lanes),
          loadLanes(add + whole, lanes),
        );
        const rest = multiplyAdd(loadLanes(dy + whole, lanes), loadLanes(fromDy + whole, lanes), part);
        storeSome(dx + whole, rest, lanes);
      }
      x += rowBytes;
      dy += rowBytes;
      dx += rowBytes;
    }
  }
}
