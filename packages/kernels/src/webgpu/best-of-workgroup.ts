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

export interface Ranking {
  /** How many ranks, the same in every lane. */
  readonly ranks: string;
  /** The indices that compete: first ≤ prior < end. */
  readonly first: string;
  readonly end: string;
  /** Declares `offered`, the value of `prior`, or goes on with the next prior (`continue`). */
  readonly offer: string;
  /** What every lane does with each `rank` and its `best`, whose index is -1 where none is left. */
  readonly take: string;
}

/**
 * WGSL of a loop in which a workgroup takes the best of all indices, then the best of the others, and so on, in the
 * order of `bestOfWorkgroup`, which must stand before it. Runs in all lanes at once; where `isObject` is false
 * nothing competes.
 */
export const byRank = ({ ranks, first, end, offer, take }: Ranking): string => `
  {
    // Each lane keeps the best of its own that was not taken yet.
    var lastValue = 0.0;
    var lastIndex = -1;
    var value = 0.0;
    var index = -1;
    var isStale = isObject;
    for (var rank = 0; rank < ${ranks}; rank++) {
      if (isStale) {
        index = -1;
        for (var prior = ${first} + i32(lane); prior < ${end}; prior += ${LANES}) {${offer}
          if (lastIndex >= 0 && !isBetter(lastValue, lastIndex, offered, prior)) { continue; }
          if (isBetter(offered, prior, value, index)) {
            value = offered;
            index = prior;
          }
        }
        isStale = false;
      }
      let best = bestOfWorkgroup(value, index, lane);
      if (index >= 0 && best.index == index) {
        lastValue = value;
        lastIndex = index;
        isStale = true;
      }${take}
    }
  }`;
