import { sizeOf } from '../../host/kernel.ts';
import type { WgslKernel } from '../../webgpu/kernel.ts';
import { widthOf } from '../../webgpu/values.ts';

export const reluWgsl: WgslKernel = {
  name: 'TandemRelu',
  run: ({ read, tensor, each }) => {
    const x = read('x');
    const y = tensor(x.shape);
    // not max, which may drop a NaN
    const code = 'fn element(i: i32) { y[i] = select(x[i], Value(0.0), x[i] <= Value(0.0)); }';
    const width = widthOf(sizeOf(x.shape));
    each(sizeOf(x.shape) / width, { reads: { x }, writes: { y }, values: ['x', 'y'], width, code });
    return y;
  },
};

export const reluGradientWgsl: WgslKernel = {
  name: 'TandemReluGradient',
  run: ({ read, tensor, each }) => {
    const [y, dy] = [read('y'), read('dy')];
    const dx = tensor(y.shape);
    const code = 'fn element(i: i32) { dx[i] = select(Value(0.0), dy[i], y[i] > Value(0.0)); }';
    const width = widthOf(sizeOf(y.shape));
    each(sizeOf(y.shape) / width, {
      reads: { y, dy },
      writes: { dx },
      values: ['y', 'dy', 'dx'],
      width,
      code,
    });
    return dx;
  },
};
