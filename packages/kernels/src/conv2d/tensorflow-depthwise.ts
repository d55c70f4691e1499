import type { Tensor } from '@tensorflow/tfjs-core';
import type { Native, NativeAttribute } from '../tensorflow/native.ts';
import type { ConvolutionAttributes } from './geometry.ts';

/** Whether each group has one input channel, in a shape that TensorFlow's own operations for that can do. */
export function isDepthwise(
  filterShape: readonly number[],
  { groups, stride, dilation }: ConvolutionAttributes,
): boolean {
  return (
    groups > 1 && filterShape[2] === 1 && stride[0] === stride[1] && dilation.every((step) => step === 1)
  );
}

/** y of a depthwise convolution; x is padded before, as the operation knows "SAME" and "VALID" alone. */
export function depthwise(
  native: Native,
  x: Tensor,
  filter: Tensor,
  attributes: ConvolutionAttributes,
): Tensor {
  const byChannel = native.reshape(filter, channelShape(filter.shape, attributes));
  return native.op('DepthwiseConv2dNative', [padded(native, x, attributes), byChannel], valid(attributes));
}

/** dx: that of the padded x, without the padding. */
export function depthwiseInputGradient(
  native: Native,
  dy: Tensor,
  filter: Tensor,
  attributes: ConvolutionAttributes & { readonly inputShape: readonly number[] },
): Tensor {
  const { inputShape, padding } = attributes;
  const [batch, height, width, channels] = inputShape as [number, number, number, number];
  const size = [batch, height + 2 * padding[0], width + 2 * padding[1], channels];
  const byChannel = native.reshape(filter, channelShape(filter.shape, attributes));
  const dx = native.op(
    'DepthwiseConv2dNativeBackpropInput',
    [native.integers(size), byChannel, dy],
    valid(attributes),
  );
  if (padding.every((cells) => cells === 0)) return dx;
  return native.op('Slice', [dx, native.integers([0, ...padding, 0]), native.integers(inputShape)]);
}

export function depthwiseFilterGradient(
  native: Native,
  x: Tensor,
  dy: Tensor,
  attributes: ConvolutionAttributes & { readonly filterShape: readonly number[] },
): Tensor {
  const sizes = native.integers(channelShape(attributes.filterShape, attributes));
  const gradient = native.op(
    'DepthwiseConv2dNativeBackpropFilter',
    [padded(native, x, attributes), sizes, dy],
    valid(attributes),
  );
  return native.reshape(gradient, [...attributes.filterShape]);
}

/** [U, V, 1, I·M] as [U, V, I, M]: output channel i·M + m belongs to input channel i on both sides. */
function channelShape(filterShape: readonly number[], { groups }: ConvolutionAttributes): number[] {
  const [height, width, , outputs] = filterShape as [number, number, number, number];
  return [height, width, groups, outputs / groups];
}

function valid({ stride }: ConvolutionAttributes): Record<string, NativeAttribute> {
  return { strides: [1, ...stride, 1], padding: 'VALID' };
}

/** x with its zeros on each side. */
export function padded(native: Native, x: Tensor, { padding: [y, w] }: ConvolutionAttributes): Tensor {
  if (y === 0 && w === 0) return x;
  return native.op('Pad', [x, native.reshape(native.integers([0, 0, y, y, w, w, 0, 0]), [4, 2])]);
}
