/**
 * Output rows of a resized RGB image, each a weighted sum of input rows and then of their pixels.
 * `columns` and `rows` hold, for each output index, the first input index and the number of weights as i32,
 * and the byte where its float32 weights begin as i32. Rows of the input begin at `firstRow`.
 * `line` has room for inputWidth · 3 float32, rounded up to whole vectors, and one vector more.
 * The input may be read, and the output written, up to 15 bytes beyond its end.
 */
export function resizeRows(
  input: usize,
  inputWidth: i32,
  firstRow: i32,
  columns: usize,
  width: i32,
  rows: usize,
  begin: i32,
  end: i32,
  line: usize,
  output: usize,
): void {
  const inputBytes = inputWidth * 3;
  let to = output;
  for (let y = begin; y < end; y++) {
    const row = rows + <usize>y * 12;
    const source = input + <usize>(load<i32>(row) - firstRow) * <usize>inputBytes;
    sumRows(source, inputBytes, load<i32>(row, 4), <usize>load<i32>(row, 8), line);
    for (let x = 0; x < width; x++) {
      const column = columns + <usize>x * 12;
      const pixel = sumPixels(
        line + <usize>(load<i32>(column) * 12),
        load<i32>(column, 4),
        <usize>load<i32>(column, 8),
      );
      // To the nearest whole number, halves upwards; the fourth byte is the next pixel's, written after.
      const whole = i32x4.trunc_sat_f32x4_u(f32x4.add(pixel, f32x4.splat(0.5)));
      const halves = i16x8.narrow_i32x4_u(whole, whole);
      store<u32>(to, i32x4.extract_lane(i8x16.narrow_i16x8_u(halves, halves), 0));
      to += 3;
    }
  }
}

/** line[i] = Σ weight · row[i] over input rows below each other, 16 bytes at a time. */
function sumRows(source: usize, bytes: i32, count: i32, weights: usize, line: usize): void {
  const rowBytes = <usize>bytes;
  for (let i: usize = 0; i < rowBytes; i += 16) {
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let from = source + i;
    for (let tap = 0; tap < count; tap++) {
      const weight = v128.load32_splat(weights + ((<usize>tap) << 2));
      const pixels = v128.load(from);
      const low = i16x8.extend_low_i8x16_u(pixels);
      const high = i16x8.extend_high_i8x16_u(pixels);
      a = f32x4.add(a, f32x4.mul(weight, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(low))));
      b = f32x4.add(b, f32x4.mul(weight, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(low))));
      c = f32x4.add(c, f32x4.mul(weight, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(high))));
      d = f32x4.add(d, f32x4.mul(weight, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(high))));
      from += rowBytes;
    }
    const to = line + (i << 2);
    v128.store(to, a, 0);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
  }
}

/** Σ weight · pixel over neighbouring pixels of a line; the fourth lane means nothing. */
function sumPixels(from: usize, count: i32, weights: usize): v128 {
  let sum = f32x4.splat(0);
  for (let tap = 0; tap < count; tap++) {
    sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(weights + ((<usize>tap) << 2)), v128.load(from)));
    from += 12;
  }
  return sum;
}
