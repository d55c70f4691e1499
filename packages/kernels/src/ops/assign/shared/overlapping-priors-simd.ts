import { workspace } from '../../../wasm/workspace.ts';
import type { OverlapSearch } from './overlapping-priors.ts';

/** Priors of a tile, and its bytes: as in wasm/assembly/overlapping-priors.ts. */
const TILE = 64;
const TILE_BYTES = 1344;
/** Of float32. */
const LEAST_ABOVE_0 = 2 ** -149;

/**
 * The search by the SIMD kernels, four priors at a time, on this thread: one object takes less time than another
 * thread takes to wake. In the kernels' own memory; a later search ends an earlier one.
 */
export const simdOverlaps: OverlapSearch = (boxes, valid, truthBoxes, count) => {
  const tiles = Math.ceil(count / TILE);
  const capacity = tiles * TILE;
  let bytes = 64;
  const take = (size: number) => {
    const address = bytes;
    bytes += Math.ceil(size / 64) * 64;
    return address;
  };
  const at = {
    boxes: take(16 * capacity),
    valid: take(4 * capacity),
    tiles: take(TILE_BYTES * tiles),
    object: take(16),
    places: take(4 * capacity + 4),
    ious: take(4 * capacity + 4),
    size: take(4),
  };
  const { kernels, buffer } = workspace(bytes);
  const floats = (address: number, length: number) => new Float32Array(buffer, address, length);
  const integers = (address: number, length: number) => new Int32Array(buffer, address, length);
  const [ownBoxes, ownValid, object] = [
    floats(at.boxes, 4 * count),
    floats(at.valid, capacity),
    floats(at.object, 4),
  ];
  const size = integers(at.size, 1);
  const parameters = integers(0, 7);
  const window = floats(28, 2);
  ownValid.fill(0);
  return {
    places: integers(at.places, capacity),
    ious: floats(at.ious, capacity),
    use(first, firstValid = first) {
      ownBoxes.set(boxes.subarray(4 * first, 4 * (first + count)));
      ownValid.set(valid.subarray(firstValid, firstValid + count));
      parameters.set([at.boxes, at.valid, at.tiles]);
      kernels.tilePriors(0, 0, tiles, 0);
      parameters.set([at.tiles, tiles, at.object, at.places, at.ious, at.size, capacity + 1]);
    },
    find(truth, least, below) {
      window[0] = Math.max(least, LEAST_ABOVE_0);
      window[1] = below;
      for (let side = 0; side < 4; side++) object[side] = truthBoxes[4 * truth + side]!;
      kernels.overlappingPriors(0, 0, 1, 0);
      return size[0]!;
    },
  };
};
