import { addScaled } from './add-scaled';
import { loadLanes, storeSome } from './chunk';
import { multiplyAdd } from './multiply-add';
import { address, integer } from './parameters';

/*
 * Parameters of both kernels: height, width, channels of the image without and rows, columns of the one with values
 * between cells; source, target; the places of the rows and those of the columns: per index the cell before, the cell
 * after (whole numbers) and the part of the latter.
 */
const PLACE_BYTES: usize = 12;

/** Each place of the target mixes four cells of the source. One item is a row of it. Scratch: a row of the source. */
export function upsampleBilinear(parameters: usize, begin: i32, end: i32, scratch: usize): void {
  const height = integer(parameters, 0);
  const channels = integer(parameters, 2);
  const rows = integer(parameters, 3);
  const columns = integer(parameters, 4);
  const pixelBytes = (<usize>channels) << 2;
  const rowValues = integer(parameters, 1) * channels;
  const rowBytes = (<usize>rowValues) << 2;
  let target = address(parameters, 6) + <usize>(begin * columns) * pixelBytes;
  for (let item = begin; item < end; item++) {
    const source = address(parameters, 5) + <usize>((item / rows) * height) * rowBytes;
    const place = address(parameters, 7) + <usize>(item % rows) * PLACE_BYTES;
    const above = source + load<usize>(place) * rowBytes;
    mix(above, source + load<usize>(place, 4) * rowBytes, load<f32>(place, 8), scratch, rowValues);
    let across = address(parameters, 8);
    for (let column = 0; column < columns; column++) {
      const left = scratch + load<usize>(across) * pixelBytes;
      mix(left, scratch + load<usize>(across, 4) * pixelBytes, load<f32>(across, 8), target, channels);
      across += PLACE_BYTES;
      target += pixelBytes;
    }
  }
}

/** target = (1 − part)·a + part·b. */
function mix(a: usize, b: usize, part: f32, target: usize, count: i32): void {
  const parts = f32x4.splat(part);
  const rests = f32x4.splat(1 - part);
  const whole = (<usize>(count & ~3)) << 2;
  let at: usize = 0;
  for (; at < whole; at += 16) {
    v128.store(target + at, multiplyAdd(v128.load(b + at), parts, f32x4.mul(v128.load(a + at), rests)));
  }
  const lanes = count & 3;
  if (lanes === 0) return;
  const mixed = multiplyAdd(loadLanes(b + at, lanes), parts, f32x4.mul(loadLanes(a + at, lanes), rests));
  storeSome(target + at, mixed, lanes);
}

/**
 * Each cell of the target sums the places of the source that read it, by their parts of it. One item is a row of the
 * target. Scratch: a row of the source.
 */
export function upsampleBilinearGradient(parameters: usize, begin: i32, end: i32, scratch: usize): void {
  const height = integer(parameters, 0);
  const channels = integer(parameters, 2);
  const rows = integer(parameters, 3);
  const columns = integer(parameters, 4);
  const pixelBytes = (<usize>channels) << 2;
  const targetBytes = <usize>integer(parameters, 1) * pixelBytes;
  const sourceBytes = <usize>columns * pixelBytes;
  for (let item = begin; item < end; item++) {
    const row = item % height;
    let source = address(parameters, 5) + <usize>((item / height) * rows) * sourceBytes;
    let place = address(parameters, 7);
    memory.fill(scratch, 0, sourceBytes);
    for (let i = 0; i < rows; i++) {
      const isBefore = load<i32>(place) === row;
      const isAfter = load<i32>(place, 4) === row;
      const part = load<f32>(place, 8);
      if (isBefore) addScaled(source, 1 - part, scratch, columns * channels);
      if (isAfter) addScaled(source, part, scratch, columns * channels);
      source += sourceBytes;
      place += PLACE_BYTES;
    }
    const target = address(parameters, 6) + <usize>item * targetBytes;
    memory.fill(target, 0, targetBytes);
    let from = scratch;
    let across = address(parameters, 8);
    for (let column = 0; column < columns; column++) {
      const part = load<f32>(across, 8);
      addScaled(from, 1 - part, target + load<usize>(across) * pixelBytes, channels);
      addScaled(from, part, target + load<usize>(across, 4) * pixelBytes, channels);
      from += pixelBytes;
      across += PLACE_BYTES;
    }
  }
}
