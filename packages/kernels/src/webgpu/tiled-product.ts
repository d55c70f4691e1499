import type { Dispatch } from './dispatch.ts';
import type { ValueType, Width } from './values.ts';

/** Depth of the tiles that a workgroup keeps in its memory, in fours. */
const QUADS = 4;
const DEPTH = 4 * QUADS;
/** Rows and columns of the product that one invocation computes. */
const BLOCK = 4;
/** Most invocations of a workgroup along the rows: their tile has to fit into its memory. */
const MOST_ROWS = 32;

export interface TiledProduct extends Omit<Dispatch, 'label' | 'workgroups' | 'code'> {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  /** Independent products, by the third axis of the dispatch. */
  readonly layers: number;
  /** Which neighbours `left` and `right` return: four along the depth, or four rows and four columns. */
  readonly leftAlong: 'depth' | 'rows';
  readonly rightAlong: 'depth' | 'columns';
  /**
   * WGSL with
   * - `fn rowOf(layer: i32, row: i32) -> Row`, what is needed of a row at all depths, found once;
   * - `fn left(layer: i32, row: Row, k: i32) -> vec4<f32>` and `fn right(layer: i32, k: i32, column: i32) -> vec4<f32>`,
   *   of which the first of the four is inside the product, and those outside may be anything;
   * - `fn store(layer: i32, row: i32, column: i32, sum: f32)`, for places inside the product;
   * - `fn firstDepth(layer: i32) -> i32` and `fn endDepth(layer: i32) -> i32`, the range of k of a layer.
   */
  readonly code: string;
}

/** Every layer sums over all of the depth. */
export const wholeDepth = `
fn firstDepth(layer: i32) -> i32 { return 0; }
fn endDepth(layer: i32) -> i32 { return u.depth; }`;

interface Side {
  readonly name: 'left' | 'right';
  readonly parameters: readonly string[];
  /** The parameter along which the four lie, of type i32. */
  readonly along: string;
  /** Whether four of them lie side by side in memory, at an index that 4 divides: the binding holds `Value`s then. */
  readonly quads: boolean;
  /** The body of the function, with the type and the number of the floats that it returns at once. */
  readonly body: (type: ValueType, width: Width) => string;
}

/** The function `left` or `right`: of four values read at once, or one by one. */
export function sideOf({ name, parameters, along, quads, body }: Side): string {
  const declared = parameters.join(', ');
  if (quads) return `\nfn ${name}(${declared}) -> vec4<f32> {${body('vec4<f32>', 4)}}`;
  const names = parameters.map((each) => each.split(':')[0]!);
  const given = names.map((each) => (each === along ? `${each} + n` : each)).join(', ');
  // u.unused is 0, which no driver knows: it would compile four copies of the body, for long
  return `
fn ${name}One(${declared}) -> f32 {${body('f32', 1)}}
fn ${name}(${declared}) -> vec4<f32> {
  var four: vec4<f32>;
  for (var n = 0; n < 4 + u.unused; n++) { four[n] = ${name}One(${given}); }
  return four;
}`;
}

/** Adds the products of one tile to `sums`. */
const multiply = {
  'depth columns': `
    for (var q = 0; q < u.quads; q++) {
      let b = 4 * q * THREADS_X + i32(l.x);
      let b0 = rightTile[b];
      let b1 = rightTile[b + THREADS_X];
      let b2 = rightTile[b + 2 * THREADS_X];
      let b3 = rightTile[b + 3 * THREADS_X];
      for (var r = 0; r < ${BLOCK}; r++) {
        let a = leftTile[(rowInTile + r) * ${QUADS} + q];
        sums[r] += a.x * b0 + a.y * b1 + a.z * b2 + a.w * b3;
      }
    }`,
  'depth depth': `
    for (var q = 0; q < u.quads; q++) {
      let b = columnInTile * ${QUADS} + q;
      let b0 = rightTile[b];
      let b1 = rightTile[b + ${QUADS}];
      let b2 = rightTile[b + ${2 * QUADS}];
      let b3 = rightTile[b + ${3 * QUADS}];
      for (var r = 0; r < ${BLOCK}; r++) {
        let a = leftTile[(rowInTile + r) * ${QUADS} + q];
        sums[r] += vec4<f32>(dot(a, b0), dot(a, b1), dot(a, b2), dot(a, b3));
      }
    }`,
  'rows columns': `
    for (var k = 0; k < 4 * u.quads; k++) {
      let a = leftTile[k * THREADS_Y + i32(l.y)];
      let b = rightTile[k * THREADS_X + i32(l.x)];
      for (var r = 0; r < ${BLOCK}; r++) { sums[r] += a[r] * b; }
    }`,
} as const;

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
  leftAlong,
  rightAlong,
  code,
  ...work
}: TiledProduct): Omit<Dispatch, 'label'> {
  const most = rows * columns > 64 * 64 ? 16 : 8;
  const across = Math.min(2 ** Math.ceil(Math.log2(columns / BLOCK)), most);
  const threadsX = Math.max(across, 1);
  const threadsY = Math.min((most * most) / threadsX, MOST_ROWS);
  const threads = threadsX * threadsY;
  const [tileRows, tileColumns] = [threadsY * BLOCK, threadsX * BLOCK];
  const rowTurns = (tileRows * QUADS) / threads;
  const masked = 'select(vec4<f32>(0.0), value, k + vec4<i32>(0, 1, 2, 3) < vec4<i32>(end))';
  const places = leftAlong === 'depth' ? rowTurns : 1;
  const loadLeft =
    leftAlong === 'depth'
      ? `let row = firstRow + p / ${QUADS};
      let k = start + (p % ${QUADS}) * 4;
      if (k < end && row < u.rows) {
        value = left(layer, rowsOf[turn], k);
        value = ${masked};
      }`
      : `let k = start + p / THREADS_Y;
      if (k < end && firstRow + (p % THREADS_Y) * ${BLOCK} < u.rows) { value = left(layer, rowsOf[0], k); }`;
  const loadRight =
    rightAlong === 'depth'
      ? `let column = firstColumn + p / ${QUADS};
      let k = start + (p % ${QUADS}) * 4;
      if (k < end && column < u.columns) {
        value = right(layer, k, column);
        value = ${masked};
      }`
      : `let k = start + p / THREADS_X;
      let column = firstColumn + (p % THREADS_X) * ${BLOCK};
      if (k < end && column < u.columns) { value = right(layer, k, column); }`;
  const rowOfTurn = leftAlong === 'depth' ? `p / ${QUADS}` : `(p % THREADS_Y) * ${BLOCK}`;
  return {
    ...work,
    // the loop over a tile is not unrolled: lavapipe took 2 to 4 times as long to compile that, and was no faster
    integers: { ...work.integers, rows, columns, depth, quads: QUADS },
    code: `${code}
const THREADS_X = ${threadsX};
const THREADS_Y = ${threadsY};
const THREADS = ${threads};
var<workgroup> leftTile: array<vec4<f32>, ${tileRows * QUADS}>;
var<workgroup> rightTile: array<vec4<f32>, ${tileColumns * QUADS}>;
@compute @workgroup_size(${threadsX}, ${threadsY})
fn main(@builtin(workgroup_id) w: vec3<u32>, @builtin(local_invocation_id) l: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  /* useAll */
  let firstRow = i32(w.x) * ${tileRows};
  let firstColumn = i32(w.y) * ${tileColumns};
  let layer = i32(w.z);
  let end = endDepth(layer);
  let rowInTile = i32(l.y) * ${BLOCK};
  let columnInTile = i32(l.x) * ${BLOCK};
  var rowsOf: array<Row, ${places}>;
  for (var turn = 0; turn < ${places}; turn++) {
    let p = i32(lane) + turn * THREADS;
    rowsOf[turn] = rowOf(layer, firstRow + ${rowOfTurn});
  }
  var sums: array<vec4<f32>, ${BLOCK}>;
  for (var start = firstDepth(layer); start < end; start += ${DEPTH}) {
    for (var turn = 0; turn < ${rowTurns} + u.unused; turn++) {
      let p = i32(lane) + turn * THREADS;
      var value = vec4<f32>(0.0);
      ${loadLeft}
      leftTile[p] = value;
    }
    for (var p = i32(lane); p < ${tileColumns * QUADS}; p += THREADS) {
      var value = vec4<f32>(0.0);
      ${loadRight}
      rightTile[p] = value;
    }
    workgroupBarrier();${multiply[`${leftAlong} ${rightAlong}` as keyof typeof multiply]}
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
    workgroups: [Math.ceil(rows / tileRows), Math.ceil(columns / tileColumns), layers],
  };
}
