import { address, integer, number } from './parameters';

/*
 * Search for the priors that overlap an object, every step of their IoU rounded as in single-precision.ts.
 *
 * The priors stand in tiles of 64: what each four of its blocks of 16 span, as x1, y1, x2, y2 of a lane each, and
 * then 16 times four priors, as x1, y1, x2, y2 and area of a lane each.
 */
const TILE: i32 = 64;
const BLOCKS: i32 = 4;
const FOURS: i32 = 4;
const SPANS_BYTES: usize = 64;
const FOUR_BYTES: usize = 80;
const BLOCK_BYTES: usize = 320;
const TILE_BYTES: usize = 1344;

/** Floor of the union's area, in double precision. */
const SMALLEST_UNION: f64 = 1e-6;

/**
 * Cuts priors into tiles; an item is one of them. Those whose entry in `valid` is not above 0 become NaN.
 * Parameters: boxes [items · 64, 4], valid [items · 64], tiles.
 */
export function tilePriors(parameters: usize, begin: i32, end: i32, _scratch: usize): void {
  const nan = f32x4.splat(NaN);
  const most = f32x4.splat(Infinity);
  const least = f32x4.splat(-Infinity);
  for (let item = begin; item < end; item++) {
    let box = address(parameters, 0) + <usize>(item * TILE) * 16;
    let valid = address(parameters, 1) + <usize>(item * TILE) * 4;
    const tile = address(parameters, 2) + <usize>item * TILE_BYTES;
    let target = tile + SPANS_BYTES;
    for (let block = 0; block < BLOCKS; block++) {
      let firstX = most;
      let firstY = most;
      let lastX = least;
      let lastY = least;
      for (let four = 0; four < FOURS; four++) {
        const box0 = v128.load(box);
        const box1 = v128.load(box, 16);
        const box2 = v128.load(box, 32);
        const box3 = v128.load(box, 48);
        const isValid = f32x4.gt(v128.load(valid), f32x4.splat(0));
        const low01 = v128.shuffle<f32>(box0, box1, 0, 4, 1, 5);
        const low23 = v128.shuffle<f32>(box2, box3, 0, 4, 1, 5);
        const high01 = v128.shuffle<f32>(box0, box1, 2, 6, 3, 7);
        const high23 = v128.shuffle<f32>(box2, box3, 2, 6, 3, 7);
        const x1 = v128.bitselect(v128.shuffle<f32>(low01, low23, 0, 1, 4, 5), nan, isValid);
        const y1 = v128.bitselect(v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), nan, isValid);
        const x2 = v128.bitselect(v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), nan, isValid);
        const y2 = v128.bitselect(v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), nan, isValid);
        v128.store(target, x1);
        v128.store(target, y1, 16);
        v128.store(target, x2, 32);
        v128.store(target, y2, 48);
        v128.store(target, areaOf(x1, y1, x2, y2), 64);
        // in this order of operands, NaN changes nothing
        firstX = f32x4.pmin(firstX, x1);
        firstY = f32x4.pmin(firstY, y1);
        lastX = f32x4.pmax(lastX, x2);
        lastY = f32x4.pmax(lastY, y2);
        box += 64;
        valid += 16;
        target += FOUR_BYTES;
      }
      const span = tile + ((<usize>block) << 2);
      store<f32>(span, smallestOf(firstX));
      store<f32>(span, smallestOf(firstY), 16);
      store<f32>(span, largestOf(lastX), 32);
      store<f32>(span, largestOf(lastY), 48);
    }
  }
}

/**
 * The priors with least ≤ IoU < below, rising; an item is an object. Parameters: tiles, their number,
 * objects [items, 4], places [items][capacity], IoUs [items][capacity], counts [items], capacity: 64 for each tile
 * and one more, least, above 0, below.
 */
export function overlappingPriors(parameters: usize, begin: i32, end: i32, _scratch: usize): void {
  const listBytes = address(parameters, 6) << 2;
  for (let item = begin; item < end; item++) {
    const object = address(parameters, 2) + <usize>item * 16;
    const places = address(parameters, 3) + <usize>item * listBytes;
    const ious = address(parameters, 4) + <usize>item * listBytes;
    store<i32>(
      address(parameters, 5) + ((<usize>item) << 2),
      findOverlapping(parameters, object, places, ious),
    );
  }
}

/**
 * Writes places and IoUs; returns how many. All four of a step are written, of which those stay that overlap: no
 * branch, but perhaps a value behind the last.
 */
function findOverlapping(parameters: usize, object: usize, places: usize, ious: usize): i32 {
  const x1 = v128.load32_splat(object);
  const y1 = v128.load32_splat(object, 4);
  const x2 = v128.load32_splat(object, 8);
  const y2 = v128.load32_splat(object, 12);
  const area = areaOf(x1, y1, x2, y2);
  const least = f32x4.splat(number(parameters, 7));
  const below = f32x4.splat(number(parameters, 8));
  const tiles = integer(parameters, 1);
  let tile = address(parameters, 0);
  let at: usize = 0;
  for (let index = 0; index < tiles; index++) {
    let blocks = i32x4.bitmask(
      v128.and(
        v128.and(f32x4.lt(v128.load(tile), x2), f32x4.lt(v128.load(tile, 16), y2)),
        v128.and(f32x4.gt(v128.load(tile, 32), x1), f32x4.gt(v128.load(tile, 48), y1)),
      ),
    );
    for (; blocks !== 0; blocks &= blocks - 1) {
      const block = ctz(blocks);
      let place = index * TILE + block * 4 * FOURS;
      let four = tile + SPANS_BYTES + <usize>block * BLOCK_BYTES;
      for (const last = place + 4 * FOURS; place < last; place += 4) {
        const u = iouOf(four, x1, y1, x2, y2, area);
        const bits = i32x4.bitmask(v128.and(f32x4.ge(u, least), f32x4.lt(u, below)));
        store<i32>(places + at, place);
        v128.store32_lane(ious + at, u, 0);
        at += (bits & 1) << 2;
        store<i32>(places + at, place + 1);
        v128.store32_lane(ious + at, u, 1);
        at += (bits & 2) << 1;
        store<i32>(places + at, place + 2);
        v128.store32_lane(ious + at, u, 2);
        at += bits & 4;
        store<i32>(places + at, place + 3);
        v128.store32_lane(ious + at, u, 3);
        at += (bits & 8) >> 1;
        four += FOUR_BYTES;
      }
    }
    tile += TILE_BYTES;
  }
  return <i32>(at >> 2);
}

/** IoU of four priors with an object; NaN where a coordinate is. */
function iouOf(four: usize, x1: v128, y1: v128, x2: v128, y2: v128, area: v128): v128 {
  const width = f32x4.sub(f32x4.min(v128.load(four, 32), x2), f32x4.max(v128.load(four), x1));
  const height = f32x4.sub(f32x4.min(v128.load(four, 48), y2), f32x4.max(v128.load(four, 16), y1));
  const zero = f32x4.splat(0);
  const areOverlapping = v128.and(f32x4.gt(width, zero), f32x4.gt(height, zero));
  const intersection = v128.and(f32x4.mul(width, height), areOverlapping);
  const union = f32x4.sub(f32x4.add(v128.load(four, 64), area), intersection);
  const isSmall = f32x4.le(union, f32x4.splat(<f32>SMALLEST_UNION));
  if (v128.any_true(v128.and(isSmall, areOverlapping))) {
    const floor = f64x2.splat(SMALLEST_UNION);
    const low = f32x4.demote_f64x2_zero(f64x2.div(f64x2.promote_low_f32x4(intersection), floor));
    const upper = v128.shuffle<f32>(intersection, intersection, 2, 3, 2, 3);
    const high = f32x4.demote_f64x2_zero(f64x2.div(f64x2.promote_low_f32x4(upper), floor));
    const floored = v128.shuffle<f32>(low, high, 0, 1, 4, 5);
    return v128.bitselect(floored, f32x4.div(intersection, union), isSmall);
  }
  return f32x4.div(intersection, union);
}

/** Areas, sides clamped at 0. */
function areaOf(x1: v128, y1: v128, x2: v128, y2: v128): v128 {
  const zero = f32x4.splat(0);
  return f32x4.mul(f32x4.max(f32x4.sub(x2, x1), zero), f32x4.max(f32x4.sub(y2, y1), zero));
}

function smallestOf(values: v128): f32 {
  const pair = f32x4.min(values, v128.shuffle<f32>(values, values, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.min(pair, v128.shuffle<f32>(pair, pair, 1, 0, 3, 2)), 0);
}

function largestOf(values: v128): f32 {
  const pair = f32x4.max(values, v128.shuffle<f32>(values, values, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.max(pair, v128.shuffle<f32>(pair, pair, 1, 0, 3, 2)), 0);
}
