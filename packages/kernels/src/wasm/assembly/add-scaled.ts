import { loadLanes, storeSome } from './chunk';
import { multiplyAdd } from './multiply-add';

/** target += factor·source, `count` values. */
export function addScaled(source: usize, factor: f32, target: usize, count: i32): void {
  const factors = f32x4.splat(factor);
  const whole = (<usize>(count & ~3)) << 2;
  let at: usize = 0;
  for (; at < whole; at += 16) {
    v128.store(target + at, multiplyAdd(v128.load(source + at), factors, v128.load(target + at)));
  }
  const lanes = count & 3;
  if (lanes === 0) return;
  const sum = multiplyAdd(loadLanes(source + at, lanes), factors, loadLanes(target + at, lanes));
  storeSome(target + at, sum, lanes);
}
