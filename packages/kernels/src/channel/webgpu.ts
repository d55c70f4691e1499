import { sizeOf } from '../host/kernel.ts';
import type { WgslKernel } from '../webgpu/kernel.ts';
import { sliceRange, slicesOf } from '../webgpu/slices.ts';

export const channelSumWgsl: WgslKernel = {
  name: 'TandemChannelSum',
  run: ({ read, tensor, each }) => {
    let x = read('x');
    const channels = x.shape.at(-1)!;
    for (;;) {
      const rows = sizeOf(x.shape) / Math.max(channels, 1);
      const { slices, rowsPerSlice } = slicesOf(rows);
      const y = tensor(slices === 1 ? [channels] : [slices, channels]);
      each(slices * channels, {
        reads: { x },
        writes: { y },
        integers: { channels, rows, rowsPerSlice },
        code: `${sliceRange}
fn element(i: i32) {
  var sum = 0.0;
  for (var row = firstOf(i); row < endOf(i); row++) { sum += x[row * u.channels + i % u.channels]; }
  y[i] = sum;
}`,
      });
      if (slices === 1) return y;
      x = y;
    }
  },
};

export const channelAffineWgsl: WgslKernel = {
  name: 'TandemChannelAffine',
  run: ({ read, tensor, each }) => {
    const [x, multiply, add] = [read('x'), read('multiply'), read('add')];
    const y = tensor(x.shape);
    each(sizeOf(x.shape), {
      reads: { x, multiply, add },
      writes: { y },
      integers: { channels: multiply.shape[0]! },
      code: 'fn element(i: i32) { y[i] = x[i] * multiply[i % u.channels] + add[i % u.channels]; }',
    });
    return y;
  },
};
