import type { Context, Layer } from '@tandem-det/core';
import { addAlike } from '@tandem-det/kernels';
import type { Tensor4D } from '@tensorflow/tfjs-core';

/** Makes a 3 × 3 convolution of a pyramid's channels under `name` and `index`. */
export type MakeLayer = (name: string, index: number, shape: { kernel: 3; stride?: 2 }) => Layer;

/**
 * The way back up of a path aggregation network: each level is added to the finer one, brought to its size by a
 * 3 × 3 convolution of stride 2; then a 3 × 3 convolution for each level but the finest.
 *
 * Maps [B, H, W, C], finest first; returns the same shapes. Names: `downsample_convs.i`, `pafpn_convs.i`.
 * Source: Liu et al. 2018, PANet; mmdetection's PAFPN, without a ReLU as there.
 */
export function bottomUpPath(
  levels: number,
  make: MakeLayer,
): (maps: readonly Tensor4D[], context: Context) => Tensor4D[] {
  const steps = Array.from({ length: levels - 1 }, (_, index) => ({
    halve: make('downsample_convs', index, { kernel: 3, stride: 2 }),
    smooth: make('pafpn_convs', index, { kernel: 3 }),
  }));
  return ([finest, ...coarser], context) => {
    const sums = [finest!];
    for (const [index, { halve }] of steps.entries()) {
      sums.push(addAlike(coarser[index]!, halve(sums[index]!, context)));
    }
    return sums.map((sum, level) => (level === 0 ? sum : steps[level - 1]!.smooth(sum, context)));
  };
}
