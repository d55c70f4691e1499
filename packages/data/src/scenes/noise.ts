import { mix32 } from '../random.ts';

/** A number in [0, 1) for a point of the integer lattice. */
export function latticeValue(x: number, y: number, key: number): number {
  return mix32((Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b)) + key) / 2 ** 32;
}

/** A smooth random surface over the image: (x, y) in pixels → [0, 1). */
export type Noise = (x: number, y: number) => number;

/** Value noise: random values on a lattice of `cell` pixels, blended with 3t² − 2t³ in between. */
export function valueNoise(key: number, cell: number): Noise {
  let cachedX = Number.NaN;
  let cachedY = Number.NaN;
  let topLeft = 0;
  let topRight = 0;
  let bottomLeft = 0;
  let bottomRight = 0;
  return (x, y) => {
    const column = Math.floor(x / cell);
    const row = Math.floor(y / cell);
    if (column !== cachedX || row !== cachedY) {
      topLeft = latticeValue(column, row, key);
      topRight = latticeValue(column + 1, row, key);
      bottomLeft = latticeValue(column, row + 1, key);
      bottomRight = latticeValue(column + 1, row + 1, key);
      cachedX = column;
      cachedY = row;
    }
    const u = x / cell - column;
    const v = y / cell - row;
    const across = u * u * (3 - 2 * u);
    const down = v * v * (3 - 2 * v);
    const top = topLeft + (topRight - topLeft) * across;
    const bottom = bottomLeft + (bottomRight - bottomLeft) * across;
    return top + (bottom - top) * down;
  };
}

/** Three octaves of value noise with weights 4 : 2 : 1. */
export function fractalNoise(key: number, cell: number): Noise {
  const coarse = valueNoise(key, cell);
  const middle = valueNoise(key + 1, cell / 2);
  const fine = valueNoise(key + 2, cell / 4);
  return (x, y) => (4 * coarse(x, y) + 2 * middle(x, y) + fine(x, y)) / 7;
}
