import type { Dispatch } from './dispatch.ts';

/** Depth of the tiles that a workgroup keeps in its memory. */
const DEPTH = 16;
/** Rows and columns of the product that one invocation computes. */
const BLOCK = 4;

export interface TiledProduct extends Omit<Dispatch, 'label' | 'workgroups' | 'code'> {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  /** Independent products, by the third axis of the dispatch. */
  readonly layers: number;
  /**
   * WGSL with `fn left(layer: i32, row: i32, k: i32) -> f32`, `fn right(layer: i32, k: i32, column: i32) -> f32`
   * and `fn store(layer: i32, row: i32, column: i32, sum: f32)`, all for places inside the product, and
   * `fn firstDepth(layer: i32) -> i32` and `fn endDepth(layer: i32) -> i32`, the range of k of a layer.
   */
  readonly code: string;
}

/** Every layer sums over all of the depth. */
export const wholeDepth = `
fn firstDepth(layer: i32) -> i32 { return 0; }
fn endDepth(layer: i32) -> i32 { return u.depth; }`;

/**
 * The matrix product `Σ_k left(row, k) right(k, column)` as one dispatch: each workgroup computes a tile of
 * it from tiles of both sides in shared memory, so that the sides may be read in any way (patches of an
 * image, a transposed filter) at no great cost.
 */
export function tiledProduct({
  rows,
  columns,
  depth,
  layers,
  code,
  ...work
}: TiledProduct): Omit<Dispatch, 'label'> {
  const threads = rows * columns > 64 * 64 ? 16 : 8;
  const tile = threads * BLOCK;
  return {
    ...work,
    integers: { ...work.integers, rows, columns, depth },
    code: `${code}
const TILE = ${tile};
const THREADS = ${threads * threads}u;
var<workgroup> leftTile: array<f32, ${DEPTH * tile}>;
var<workgroup> rightTile: array<f32, ${DEPTH * tile}>;
@compute @workgroup_size(${threads}, ${threads})
fn main(@builtin(workgroup_id) w: vec3<u32>, @builtin(local_invocation_id) l: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  /* useAll */
  let firstRow = i32(w.x) * TILE;
  let firstColumn = i32(w.y) * TILE;
  let layer = i32(w.z);
  let end = endDepth(layer);
  let rowInTile = i32(l.y) * ${BLOCK};
  let columnInTile = i32(l.x) * ${BLOCK};
  var sums: array<vec4<f32>, ${BLOCK}>;
  for (var start = firstDepth(layer); start < end; start += ${DEPTH}) {
    for (var p = i32(lane); p < ${DEPTH} * TILE; p += i32(THREADS)) {
      let kLeft = start + p % ${DEPTH};
      let row = firstRow + p / ${DEPTH};
      var value = 0.0;
      if (kLeft < end && row < u.rows) { value = left(layer, row, kLeft); }
      leftTile[(p % ${DEPTH}) * TILE + p / ${DEPTH}] = value;
      let kRight = start + p / TILE;
      let column = firstColumn + p % TILE;
      value = 0.0;
      if (kRight < end && column < u.columns) { value = right(layer, kRight, column); }
      rightTile[p] = value;
    }
    workgroupBarrier();
    for (var k = 0; k < ${DEPTH}; k++) {
      let b = k * TILE + columnInTile;
      let fromRight = vec4<f32>(rightTile[b], rightTile[b + 1], rightTile[b + 2], rightTile[b + 3]);
      for (var r = 0; r < ${BLOCK}; r++) { sums[r] += leftTile[k * TILE + rowInTile + r] * fromRight; }
    }
    workgroupBarrier();
  }
  for (var r = 0; r < ${BLOCK}; r++) {
    for (var c = 0; c < ${BLOCK}; c++) {
      let row = firstRow + rowInTile + r;
      let column = firstColumn + columnInTile + c;
      if (row < u.rows && column < u.columns) { store(layer, row, column, sums[r][c]); }
    }
  }
}`,
    workgroups: [Math.ceil(rows / tile), Math.ceil(columns / tile), layers],
  };
}
