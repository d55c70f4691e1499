/**
 * Rows of RGB pixels mirrored, rows from the last to the first: five pixels at a time, whose sixteenth byte falls on
 * what is written next. The input may be read up to 15 bytes beyond its end, the output written one before its begin.
 */
export function flipRows(input: usize, width: i32, rows: i32, output: usize): void {
  const rowBytes = <usize>width * 3;
  for (let row = rows - 1; row >= 0; row--) {
    let from = input + <usize>row * rowBytes;
    let to = output + <usize>row * rowBytes + rowBytes;
    let left = width;
    for (; left >= 5; left -= 5) {
      const pixels = v128.load(from);
      v128.store(
        to - 16,
        v128.shuffle<u8>(pixels, pixels, 15, 12, 13, 14, 9, 10, 11, 6, 7, 8, 3, 4, 5, 0, 1, 2),
      );
      from += 15;
      to -= 15;
    }
    for (; left > 0; left--) {
      to -= 3;
      store<u8>(to, load<u8>(from));
      store<u8>(to, load<u8>(from, 1), 1);
      store<u8>(to, load<u8>(from, 2), 2);
      from += 3;
    }
  }
}
