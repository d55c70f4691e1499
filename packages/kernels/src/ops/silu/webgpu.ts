import { sizeOf } from '../../host/kernel.ts';
import type { WgslKernel } from '../../webgpu/kernel.ts';
import { logistic } from '../../webgpu/math.ts';

export const siluWgsl: WgslKernel = {
  name: 'TandemSilu',
  run: ({ read, tensor, each }) => {
    const x = read('x');
    const y = tensor(x.shape);
    const code = `${logistic}
fn element(i: i32) { y[i] = x[i] * sigmoid(x[i]); }`;
    each(sizeOf(x.shape), { reads: { x }, writes: { y }, code });
    return y;
  },
};

export const siluGradientWgsl: WgslKernel = {
  name: 'TandemSiluGradient',
  run: ({ read, tensor, each }) => {
    const [x, dy] = [read('x'), read('dy')];
    const dx = tensor(x.shape);
    const code = `${logistic}
fn element(i: i32) { dx[i] = dy[i] * sigmoid(x[i]) * (1.0 + x[i] * sigmoid(-x[i])); }`;
    each(sizeOf(x.shape), { reads: { x, dy }, writes: { dx }, code });
    return dx;
  },
};
