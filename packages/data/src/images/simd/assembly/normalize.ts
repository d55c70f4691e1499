/**
 * float32 values of RGB pixels by `tables`: 256 of them for each channel of the output. `first` is the channel of the
 * input that comes first in the output, 0 or 2; the others follow forwards or backwards.
 */
export function normalizePixels(input: usize, pixels: i32, first: i32, tables: usize, output: usize): void {
  let a = input + <usize>first;
  let b = input + 1;
  let c = input + 2 - <usize>first;
  let to = output;
  for (let pixel = 0; pixel < pixels; pixel++) {
    store<f32>(to, load<f32>(tables + ((<usize>load<u8>(a)) << 2)));
    store<f32>(to, load<f32>(tables + ((<usize>load<u8>(b)) << 2), 1024), 4);
    store<f32>(to, load<f32>(tables + ((<usize>load<u8>(c)) << 2), 2048), 8);
    a += 3;
    b += 3;
    c += 3;
    to += 12;
  }
}
