/**
 * Output rows of an RGB image, each pixel from two columns of two rows in whole numbers: first along each row with
 * weights of 1/2048, then between the two rows with the shifts of OpenCV's fixed point arithmetic, which is why the
 * result is the same to the bit.
 * `columns` holds, for each output column, the byte offsets of its two pixels and their weights as i32; `rows`, for each
 * output row, its two input rows and their weights. Rows of the input begin at `firstRow`. `lines` has room for two
 * times width · 3 i32, rounded up to whole vectors. The output may be written up to 15 bytes beyond its end.
 */
export function interpolateRows(
  input: usize,
  inputWidth: i32,
  firstRow: i32,
  columns: usize,
  width: i32,
  rows: usize,
  begin: i32,
  end: i32,
  lines: usize,
  output: usize,
): void {
  const inputBytes = <usize>(inputWidth * 3);
  const values = width * 3;
  const lineBytes = (<usize>((values + 3) & ~3)) << 2;
  let above = lines;
  let below = lines + lineBytes;
  // Which rows the two lines are of.
  let aboveRow = -1;
  let belowRow = -1;
  let to = output;
  for (let y = begin; y < end; y++) {
    const row = rows + ((<usize>y) << 4);
    const first = load<i32>(row);
    const second = load<i32>(row, 4);
    if (first === belowRow) {
      const line = above;
      above = below;
      below = line;
      belowRow = aboveRow;
      aboveRow = first;
    }
    if (first !== aboveRow) {
      interpolateColumns(input + <usize>(first - firstRow) * inputBytes, columns, width, above);
      aboveRow = first;
    }
    if (second !== belowRow) {
      interpolateColumns(input + <usize>(second - firstRow) * inputBytes, columns, width, below);
      belowRow = second;
    }
    const a = i32x4.splat(load<i32>(row, 8));
    const b = i32x4.splat(load<i32>(row, 12));
    for (let i = 0; i < values; i += 4) {
      const at = (<usize>i) << 2;
      const one = i32x4.shr_s(i32x4.mul(i32x4.shr_s(v128.load(above + at), 4), a), 16);
      const two = i32x4.shr_s(i32x4.mul(i32x4.shr_s(v128.load(below + at), 4), b), 16);
      const sum = i32x4.shr_s(i32x4.add(i32x4.add(one, two), i32x4.splat(2)), 2);
      const halves = i16x8.narrow_i32x4_s(sum, sum);
      store<u32>(to + <usize>i, i32x4.extract_lane(i8x16.narrow_i16x8_u(halves, halves), 0));
    }
    to += <usize>values;
  }
}

/** line[x] = weight · pixel + weight · other pixel, 2048 times too large. */
function interpolateColumns(source: usize, columns: usize, width: i32, line: usize): void {
  let to = line;
  for (let x = 0; x < width; x++) {
    const column = columns + ((<usize>x) << 4);
    const left = source + <usize>load<i32>(column);
    const right = source + <usize>load<i32>(column, 4);
    const a = load<i32>(column, 8);
    const b = load<i32>(column, 12);
    store<i32>(to, <i32>load<u8>(left) * a + <i32>load<u8>(right) * b);
    store<i32>(to, <i32>load<u8>(left, 1) * a + <i32>load<u8>(right, 1) * b, 4);
    store<i32>(to, <i32>load<u8>(left, 2) * a + <i32>load<u8>(right, 2) * b, 8);
    to += 12;
  }
}
