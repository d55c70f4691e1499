import { DepthToSpace, type DepthToSpaceAttrs, reshape, type Tensor, transpose } from '@tensorflow/tfjs-core';
import type { GradientReplacement } from './replacement.ts';

/** Blocks of `size` × `size` cells of `x` [B, H size, W size, C] as channels: [B, H, W, size size C]. */
function spaceToDepth(x: Tensor, size: number): Tensor {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [rows, columns] = [height / size, width / size];
  const blocks = transpose(reshape(x, [batch * rows, size, columns, size * channels]), [0, 2, 1, 3]);
  return reshape(blocks, [batch, rows, columns, size * size * channels]);
}

export const depthToSpaceGradient: GradientReplacement = {
  stock: 'none: throws',
  ours: 'space to depth',
  gradient: {
    kernelName: DepthToSpace,
    gradFunc: (upstream, _saved, attrs) => {
      const dy = upstream as Tensor;
      const { blockSize, dataFormat } = attrs as unknown as DepthToSpaceAttrs;
      return {
        x: () =>
          dataFormat === 'NCHW'
            ? transpose(spaceToDepth(transpose(dy, [0, 2, 3, 1]), blockSize), [0, 3, 1, 2])
            : spaceToDepth(dy, blockSize),
      };
    },
  },
};
