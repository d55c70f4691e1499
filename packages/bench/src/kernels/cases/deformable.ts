import { deformableConv2d } from '@tandem-det/kernels';
import { deformableConv2dReference } from '@tandem-det/kernels/testing/references';
import * as tf from '@tensorflow/tfjs-core';
import { type CasesOf, random } from '../case.ts';
import { fewer } from '../fewer.ts';

const attributes = {
  stride: [1, 1],
  padding: [1, 1],
  dilation: [1, 1],
  kernel: [3, 3],
  deformableGroups: 1,
} as const;

export const deformableCases: CasesOf = (shrink) => {
  // stage C4 of a COCO image of 1333 × 800: stride 16, 256 channels, offsets of up to two cells, with a mask
  const places = [1, fewer(50, shrink), 84] as const;
  const shape = {
    x: [...places, 256],
    filter: [3, 3, 256, 256],
    offsets: [...places, 18],
    mask: [...places, 9],
  };
  const flops = 2 * places[1] * 84 * 9 * 256 * 256;
  const inputs = () =>
    [
      random<tf.Tensor4D>(shape.x),
      random<tf.Tensor4D>(shape.filter),
      random<tf.Tensor4D>(shape.offsets, -2, 2),
      random<tf.Tensor4D>(shape.mask, 0, 1),
    ] as const;
  type Inputs = ReturnType<typeof inputs>;
  const tandem = (...[x, filter, offsets, mask]: Inputs) =>
    deformableConv2d(x, filter, offsets, { padding: 1, mask });
  const plain = (...all: Inputs) => deformableConv2dReference(...all, attributes, 1);
  return [
    {
      op: 'deformable',
      name: 'C4 3×3, 256, forward',
      flops,
      peer: { name: 'deformable', arguments: { ...shape, part: 'forward' } },
      prepare: () => {
        const all = inputs();
        return { tandem: () => tandem(...all), plain: () => plain(...all) };
      },
    },
    {
      op: 'deformable',
      name: 'C4 3×3, 256, forward and all gradients',
      flops: 3 * flops,
      peer: { name: 'deformable', arguments: { ...shape, part: 'gradients' } },
      prepare: () => {
        const all = inputs();
        const gradients = (f: (...given: Inputs) => tf.Tensor) => {
          const compute = tf.grads((...given) => tf.sum(f(...(given as unknown as Inputs))));
          return () => compute([...all]);
        };
        return { tandem: gradients(tandem), plain: gradients(plain) };
      },
    },
  ];
};
