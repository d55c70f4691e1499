import { backend_util, reshape, type Tensor4D } from '@tensorflow/tfjs-core';
import { runKernel } from '../run-kernel.ts';
import { padWindows } from './padded-windows.ts';

type Shape4 = [number, number, number, number];

/** A convolution as tfjs describes one: NHWC, any padding. */
export interface StandardConvolution {
  readonly inputShape: readonly number[];
  /** [U, V, I, O], or for a depthwise one [U, V, I, M]. */
  readonly filterShape: readonly number[];
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid' | number | backend_util.ExplicitPadding;
  readonly dilations?: number | [number, number] | null | undefined;
  readonly isDepthwise?: boolean;
}

/** A convolution by this package's kernel; x [B, H, W, I] → [B, H', W', O]. */
export function convolution(x: Tensor4D, filter: Tensor4D, described: StandardConvolution): Tensor4D {
  const { attributes, windows, groupedShape } = planOf(undefined, described);
  const inputs = { x: windows.extend(x), filter: reshape(filter, groupedShape) };
  return runKernel('TandemConv2D', inputs, attributes);
}

/** dx of a convolution, by this package's kernel; `dy` [B, H', W', O]. */
export function convolutionInputGradient(
  dy: Tensor4D,
  filter: Tensor4D,
  convolution: StandardConvolution,
): Tensor4D {
  const { attributes, windows, groupedShape } = planOf(dy, convolution);
  const inputs = { dy, filter: reshape(filter, groupedShape) };
  const inputShape = windows.extendedShape;
  return windows.cut(runKernel('TandemConv2DInputGradient', inputs, { ...attributes, inputShape }));
}

/** dfilter of a convolution, by this package's kernel. */
export function convolutionFilterGradient(
  x: Tensor4D,
  dy: Tensor4D,
  convolution: StandardConvolution,
): Tensor4D {
  const { attributes, windows, groupedShape } = planOf(dy, convolution);
  const inputs = { x: windows.extend(x), dy };
  const gradient = runKernel<Tensor4D>('TandemConv2DFilterGradient', inputs, {
    ...attributes,
    filterShape: groupedShape,
  });
  return reshape(gradient, convolution.filterShape as Shape4);
}

/** A depthwise convolution is one of as many groups as there are channels. */
function planOf(
  dy: Tensor4D | undefined,
  { inputShape, filterShape, strides, pad, dilations, isDepthwise = false }: StandardConvolution,
) {
  const info = backend_util.computeConv2DInfo(
    inputShape as Shape4,
    filterShape as Shape4,
    strides,
    dilations ?? 1,
    pad,
    'floor',
    isDepthwise,
  );
  const stride = [info.strideHeight, info.strideWidth] as const;
  const dilation = [info.dilationHeight, info.dilationWidth] as const;
  const windows = padWindows(inputShape, [dy?.shape[1] ?? info.outHeight, dy?.shape[2] ?? info.outWidth], {
    size: [info.filterHeight, info.filterWidth],
    stride,
    dilation,
    before: [info.padInfo.top, info.padInfo.left],
  });
  const [height, width, channels, outputs] = filterShape as Shape4;
  const groupedShape: Shape4 = isDepthwise
    ? [height, width, 1, channels * outputs]
    : [height, width, channels, outputs];
  const groups = isDepthwise ? channels : 1;
  return { attributes: { stride, padding: windows.padding, dilation, groups }, windows, groupedShape };
}
