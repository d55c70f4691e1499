import { sizeOf } from '../host/kernel.ts';
import type { WgslKernel } from '../webgpu/kernel.ts';

export const reluWgsl: WgslKernel = {
  name: 'TandemRelu',
  run: ({ read, tensor, each }) => {
    const x = read('x');
    const y = tensor(x.shape);
    // not max, which may drop a NaN
    const code = 'fn element(i: i32) { y[i] = select(x[i], 0.0, x[i] <= 0.0); }';
    each(sizeOf(x.shape), { reads: { x }, writes: { y }, code });
    return y;
  },
};

export const reluGradientWgsl: WgslKernel = {
  name: 'TandemReluGradient',
  run: ({ read, tensor, each }) => {
    const [y, dy] = [read('y'), read('dy')];
    const dx = tensor(y.shape);
    const code = 'fn element(i: i32) { dx[i] = select(0.0, dy[i], y[i] > 0.0); }';
    each(sizeOf(y.shape), { reads: { y, dy }, writes: { dx }, code });
    return dx;
  },
};
