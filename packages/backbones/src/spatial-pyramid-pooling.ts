import { type CspStyle, convolutionBlock, type Layer, type ParameterScope } from '@tandem-det/core';
import { maxPool2d } from '@tandem-det/kernels';
import { concat } from '@tensorflow/tfjs-core';

/** Windows that are pooled over, beside the map itself. */
const WINDOWS = [5, 9, 13] as const;

/**
 * Spatial pyramid pooling: a 1 × 1 convolution to half the channels, their largest values in windows of 5, 9 and
 * 13 cells around each cell, all joined by another 1 × 1 convolution.
 *
 * x [B, H, W, C]; returns [B, H, W, C]. Names: `conv1`, `conv2`.
 * Source: YOLOX's `SPPBottleneck`.
 */
export function spatialPyramidPooling(
  scope: ParameterScope,
  channels: number,
  { separable: _, ...style }: CspStyle,
): Layer {
  const half = Math.floor(channels / 2);
  const reduce = convolutionBlock(scope.child('conv1'), {
    ...style,
    inputs: channels,
    outputs: half,
    kernel: 1,
  });
  const join = convolutionBlock(scope.child('conv2'), {
    ...style,
    inputs: half * (WINDOWS.length + 1),
    outputs: channels,
    kernel: 1,
  });
  return (x, context) => {
    const y = reduce(x, context);
    const pooled = WINDOWS.map((size) => maxPool2d(y, { size, stride: 1, padding: (size - 1) / 2 }));
    context.trace?.({
      name: scope.child('m').path,
      kind: 'max pooling',
      outputShape: [...y.shape.slice(0, 3), half * WINDOWS.length],
      macs: 0,
    });
    return join(concat([y, ...pooled], 3), context);
  };
}
