import { deformableConv2d } from '@tandem-det/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { type KernelCase, random } from '../case.ts';

/** Stage C4 of a COCO image of 1333 × 800: stride 16, 256 channels, offsets of up to two cells, with a mask. */
const shape = {
  x: [1, 50, 84, 256],
  filter: [3, 3, 256, 256],
  offsets: [1, 50, 84, 18],
  mask: [1, 50, 84, 9],
};
const flops = 2 * 50 * 84 * 9 * 256 * 256;

function inputs() {
  return [
    random<tf.Tensor4D>(shape.x),
    random<tf.Tensor4D>(shape.filter),
    random<tf.Tensor4D>(shape.offsets, -2, 2),
    random<tf.Tensor4D>(shape.mask, 0, 1),
  ] as const;
}

export const deformableCases: readonly KernelCase[] = [
  {
    op: 'deformable',
    name: 'C4 3×3, 256, forward',
    flops,
    peer: { name: 'deformable', arguments: { ...shape, part: 'forward' } },
    prepare: () => {
      const [x, filter, offsets, mask] = inputs();
      return { tandem: () => deformableConv2d(x, filter, offsets, { padding: 1, mask }) };
    },
  },
  {
    op: 'deformable',
    name: 'C4 3×3, 256, forward and all gradients',
    flops: 3 * flops,
    peer: { name: 'deformable', arguments: { ...shape, part: 'gradients' } },
    prepare: () => {
      const all = [...inputs()];
      const compute = tf.grads((...given) => {
        const [x, filter, offsets, mask] = given as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
        return tf.sum(deformableConv2d(x, filter, offsets, { padding: 1, mask }));
      });
      return { tandem: () => compute(all) };
    },
  },
];
