/** Rows and columns of the small product that the host's matrix products are made of. */
export const TILE = 4;

/** Number of panels of TILE columns (or rows) that hold `count` of them. */
export function panelsFor(count: number): number {
  return Math.ceil(count / TILE);
}

/**
 * `tile[4 i + j] = Σ_k a[aStart + 4 k + i] b[bStart + 4 k + j]`, k < depth: the product of a packed panel of
 * four rows with a packed panel of four columns. Float64, so that no value is converted in the loop.
 */
export function multiplyPanels(
  a: Float64Array,
  aStart: number,
  b: Float64Array,
  bStart: number,
  depth: number,
  tile: Float64Array,
): void {
  let t00 = 0;
  let t01 = 0;
  let t02 = 0;
  let t03 = 0;
  let t10 = 0;
  let t11 = 0;
  let t12 = 0;
  let t13 = 0;
  let t20 = 0;
  let t21 = 0;
  let t22 = 0;
  let t23 = 0;
  let t30 = 0;
  let t31 = 0;
  let t32 = 0;
  let t33 = 0;
  const end = aStart + TILE * depth;
  for (let p = aStart, q = bStart; p < end; p += TILE, q += TILE) {
    const b0 = b[q]!;
    const b1 = b[q + 1]!;
    const b2 = b[q + 2]!;
    const b3 = b[q + 3]!;
    const a0 = a[p]!;
    t00 += a0 * b0;
    t01 += a0 * b1;
    t02 += a0 * b2;
    t03 += a0 * b3;
    const a1 = a[p + 1]!;
    t10 += a1 * b0;
    t11 += a1 * b1;
    t12 += a1 * b2;
    t13 += a1 * b3;
    const a2 = a[p + 2]!;
    t20 += a2 * b0;
    t21 += a2 * b1;
    t22 += a2 * b2;
    t23 += a2 * b3;
    const a3 = a[p + 3]!;
    t30 += a3 * b0;
    t31 += a3 * b1;
    t32 += a3 * b2;
    t33 += a3 * b3;
  }
  tile[0] = t00;
  tile[1] = t01;
  tile[2] = t02;
  tile[3] = t03;
  tile[4] = t10;
  tile[5] = t11;
  tile[6] = t12;
  tile[7] = t13;
  tile[8] = t20;
  tile[9] = t21;
  tile[10] = t22;
  tile[11] = t23;
  tile[12] = t30;
  tile[13] = t31;
  tile[14] = t32;
  tile[15] = t33;
}
