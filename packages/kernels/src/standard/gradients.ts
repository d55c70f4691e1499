import '@tensorflow/tfjs';
import { broadcastGradients } from './broadcast-gradients.ts';
import { conv2d } from './conv2d.ts';
import { cropAndResizeGradient } from './crop-and-resize.ts';
import { cumsumGradient } from './cumsum.ts';
import { depthToSpaceGradient } from './depth-to-space.ts';
import { depthwiseConv2d } from './depthwise-conv2d.ts';
import { einsumGradient } from './einsum.ts';
import { flipLeftRightGradient } from './flip-left-right.ts';
import { gatherGradient } from './gather.ts';
import { gatherNdGradient, scatterNdGradient, tensorScatterUpdateGradient } from './gather-and-scatter.ts';
import { meanGradient } from './mean.ts';
import { mirrorPadGradient } from './mirror-pad.ts';
import type { GradientReplacement } from './replacement.ts';
import { resizeBilinearGradient, resizeNearestGradient } from './resize.ts';
import { stridedSliceGradient } from './strided-slice.ts';
import { tileGradient } from './tile.ts';
import { topKGradient } from './top-k.ts';
import { zeroGradients } from './zero-gradients.ts';

/** The gradients that tfjs lacks or computes wrongly; after its own, which its import registers. */
export const standardGradients: readonly GradientReplacement[] = [
  conv2d.gradient(
    'throws with dilation; with numeric or explicit padding on tensorflow; on wasm for the filter',
  ),
  depthwiseConv2d.gradient('throws with dilation; with numeric or explicit padding on tensorflow; on wasm'),
  resizeBilinearGradient,
  resizeNearestGradient,
  meanGradient,
  mirrorPadGradient,
  cumsumGradient,
  tileGradient,
  ...broadcastGradients,
  ...zeroGradients,
  gatherGradient,
  gatherNdGradient,
  scatterNdGradient,
  tensorScatterUpdateGradient,
  topKGradient,
  stridedSliceGradient,
  depthToSpaceGradient,
  flipLeftRightGradient,
  cropAndResizeGradient,
  einsumGradient,
];
