import { LANES } from './workgroup-sum.ts';

/**
 * `bestOfWorkgroup(value, index, lane)`: in every lane the largest value of all lanes and its index, the
 * lowest index where several are equal; lanes with nothing to offer give the index -1. Called by all at once.
 */
export const bestOfWorkgroup = `
struct Best { value: f32, index: i32 }
var<workgroup> bestValues: array<f32, ${LANES}>;
var<workgroup> bestIndices: array<i32, ${LANES}>;
fn isBetter(value: f32, index: i32, thanValue: f32, thanIndex: i32) -> bool {
  if (index < 0) { return false; }
  if (thanIndex < 0) { return true; }
  return value > thanValue || (value == thanValue && index < thanIndex);
}
fn bestOfWorkgroup(value: f32, index: i32, lane: u32) -> Best {
  bestValues[lane] = value;
  bestIndices[lane] = index;
  workgroupBarrier();
  for (var width = ${LANES / 2}u; width > 0u; width = width >> 1u) {
    if (lane < width) {
      let other = lane + width;
      if (isBetter(bestValues[other], bestIndices[other], bestValues[lane], bestIndices[lane])) {
        bestValues[lane] = bestValues[other];
        bestIndices[lane] = bestIndices[other];
      }
    }
    workgroupBarrier();
  }
  let best = Best(bestValues[0], bestIndices[0]);
  workgroupBarrier();
  return best;
}`;
