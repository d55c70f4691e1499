import { loadLanes, storeSome } from './chunk';
import { groupChannelsOf, indexOf, locate, positionsOf, SAMPLE_BYTES, WEIGHTS } from './deformable-location';
import { multiplyAdd } from './multiply-add';
import { address, integer } from './parameters';

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
