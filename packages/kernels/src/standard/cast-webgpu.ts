import { Cast, type CastAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../host/kernel.ts';
import { type WgslKernel, wgslKernelFunc } from '../webgpu/kernel.ts';
import type { KernelReplacement } from './replacement.ts';

const toFloats: WgslKernel = {
  name: Cast,
  run: ({ read, tensor, each }) => {
    const x = read('x');
    const y = tensor(x.shape);
    each(sizeOf(x.shape), { reads: { x }, writes: { y }, code: 'fn element(i: i32) { y[i] = f32(x[i]); }' });
    return y;
  },
};

export const castKernel: KernelReplacement = {
  name: Cast,
  stock: 'to float32 leaves whole numbers in memory, which transposing refuses',
  ours: 'converts them',
  compute: (original) => {
    const convert = wgslKernelFunc(toFloats);
    return (call) => {
      const { dtype } = call.attrs as unknown as CastAttrs;
      const isWhole = ['int32', 'bool'].includes((call.inputs['x'] as TensorInfo).dtype);
      return dtype === 'float32' && isWhole ? convert(call) : original(call);
    };
  },
};
