import { sizeOf } from '../../host/kernel.ts';
import type { WgslKernel } from '../../webgpu/kernel.ts';
import { sliceRange, slicesOf } from '../../webgpu/slices.ts';
import { widthOf } from '../../webgpu/values.ts';

export const channelSumWgsl: WgslKernel = {
  name: 'TandemChannelSum',
  run: ({ read, tensor, each }) => {
    let x = read('x');
    const channels = x.shape.at(-1)!;
    const width = widthOf(channels);
    for (;;) {
      const rows = sizeOf(x.shape) / Math.max(channels, 1);
      const { slices, rowsPerSlice } = slicesOf(rows);
      const y = tensor(slices === 1 ? [channels] : [slices, channels]);
      each((slices * channels) / width, {
        reads: { x },
        writes: { y },
        values: ['x', 'y'],
        width,
        integers: { channels: channels / width, rows, rowsPerSlice },
        code: `${sliceRange}
fn element(i: i32) {
  var sum = Value(0.0);
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
    const channels = multiply.shape[0]!;
    const width = widthOf(channels);
    each(sizeOf(x.shape) / width, {
      reads: { x, multiply, add },
      writes: { y },
      values: ['x', 'multiply', 'add', 'y'],
      width,
      integers: { channels: channels / width },
      code: 'fn element(i: i32) { y[i] = x[i] * multiply[i % u.channels] + add[i % u.channels]; }',
    });
    return y;
  },
};
