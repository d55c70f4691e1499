import { address, integer } from './parameters';

/*
 * Convolutions of each channel by itself. Places of a grid look at the same taps around their own places in the
 * source: four of a row at once where all of their taps are inside, the others one by one. Parameters of both kernels:
 *
 *  0 source           address of image 0, row 0, column 0
 *  1 height, 2 width  of the source
 *  3 channels
 *  4 rows, 5 columns  of the grid
 *  6 stepY, 7 stepX   source rows and columns from one place to the next
 *  8 originY, 9 originX  source place that the first tap of place (0, 0) reads; may be negative
 * 10 tapsY, 11 tapCountY  address: rows of the taps relative to the first, ascending
 * 12 tapsX, 13 tapCountX  address: their columns
 * 14 numbers          address: the taps' numbers in the filter, row by row
 */
export const CHANNELS: usize = 3;
export const ROWS: usize = 4;
export const COLUMNS: usize = 5;
export const STEP_X: usize = 7;
export const ORIGIN_X: usize = 9;
const TAPS_X: usize = 12;
export const TAP_COUNT_X: usize = 13;

/*
 * The list of taps in scratch memory: where it ends, then of each tap the bytes from the first tap's source to its
 * own, and its number in the filter times the bytes of all channels.
 */
export const FIRST_TAP: usize = 8;
export const TAP_BYTES: usize = 8;

/** Lists the taps that are inside of the source: for places of a row, or for one of them where `column` is not −1. */
export function listTaps(parameters: usize, row: i32, column: i32, list: usize): void {
  const pixelBytes = (<usize>integer(parameters, CHANNELS)) << 2;
  const width = integer(parameters, 2);
  const countX = integer(parameters, TAP_COUNT_X);
  const top = row * integer(parameters, 6) + integer(parameters, 8);
  const left = column * integer(parameters, STEP_X) + integer(parameters, ORIGIN_X);
  let entry = list + FIRST_TAP;
  for (let u = 0; u < integer(parameters, 11); u++) {
    const down = integer(address(parameters, 10), u);
    if (top + down < 0 || top + down >= integer(parameters, 1)) continue;
    for (let v = 0; v < countX; v++) {
      const across = integer(address(parameters, TAPS_X), v);
      if (column >= 0 && (left + across < 0 || left + across >= width)) continue;
      store<usize>(entry, <usize>(down * width + across) * pixelBytes);
      store<usize>(entry, address(address(parameters, 14), u * countX + v) * pixelBytes, 4);
      entry += TAP_BYTES;
    }
  }
  store<usize>(list, entry);
}

/** The first column of places that has all of its taps inside. */
export function firstInside(parameters: usize): i32 {
  const step = integer(parameters, STEP_X);
  return min(integer(parameters, COLUMNS), (max(0, -integer(parameters, ORIGIN_X)) + step - 1) / step);
}

/** The column after the last of those, no less than the first. */
export function endInside(parameters: usize): i32 {
  const countX = integer(parameters, TAP_COUNT_X);
  const span = countX === 0 ? 0 : integer(address(parameters, TAPS_X), countX - 1);
  const last = integer(parameters, 2) - 1 - integer(parameters, ORIGIN_X) - span;
  const end = last < 0 ? 0 : last / integer(parameters, STEP_X) + 1;
  return max(firstInside(parameters), min(integer(parameters, COLUMNS), end));
}

/** Whether three taps beside each other are read by places beside each other, so that four places read six values. */
export function isTriple(parameters: usize): bool {
  const tapsX = address(parameters, TAPS_X);
  if (integer(parameters, STEP_X) !== 1 || integer(parameters, TAP_COUNT_X) !== 3) return false;
  return integer(tapsX, 1) === 1 && integer(tapsX, 2) === 2;
}
