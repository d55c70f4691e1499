import { reshape, type Tensor, Tile, type TileAttrs, tidy, tile, util } from '@tensorflow/tfjs-core';
import type { KernelReplacement } from './replacement.ts';

export const tileKernel: KernelReplacement = {
  name: Tile,
  stock: 'reads tensors above rank 4 back, which throws in Node',
  ours: 'repeats one axis at a time',
  compute: (original) => (call) => {
    const x = call.inputs['x'] as Tensor;
    const { reps } = call.attrs as unknown as TileAttrs;
    if (reps.length < 5) return original(call);
    return tidy(() =>
      reps.reduce((repeated: Tensor, repetitions, axis) => {
        const { shape } = repeated;
        const rows = util.sizeFromShape(shape.slice(0, axis));
        const flat = reshape(repeated, [rows, util.sizeFromShape(shape.slice(axis))]);
        return reshape(tile(flat, [1, repetitions]), shape.with(axis, shape[axis]! * repetitions));
      }, x),
    );
  },
};
