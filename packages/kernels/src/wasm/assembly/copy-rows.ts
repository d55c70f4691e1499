import { loadLanes, storeSome } from './chunk';
import { address, integer } from './parameters';

/**
 * Copies rows of values that lie apart to where they follow each other. One item is a row.
 * Parameters: source, the bytes from one of its rows to the next, target, values of a row.
 */
export function copyRows(parameters: usize, begin: i32, end: i32, _scratch: usize): void {
  const step = address(parameters, 1);
  const count = integer(parameters, 3);
  const rowBytes = (<usize>count) << 2;
  let source = address(parameters, 0) + <usize>begin * step;
  let target = address(parameters, 2) + <usize>begin * rowBytes;
  for (let row = begin; row < end; row++) {
    for (let value = 0; value < count; value += 4) {
      const at = (<usize>value) << 2;
      storeSome(target + at, loadLanes(source + at, count - value), count - value);
    }
    source += step;
    target += rowBytes;
  }
}
