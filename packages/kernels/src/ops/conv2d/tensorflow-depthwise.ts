import type { Tensor } from '@tensorflow/tfjs-core';
import type { Native, NativeAttribute } from '../../tensorflow/native.ts';
import type { ConvolutionAttributes } from './geometry.ts';
import { isSame, padded } from './tensorflow-padding.ts';

/** Whether each group has one input channel, in a shape that TensorFlow's own operations for that can do. */
export function isDepthwise(
  filterShape: readonly number[],
  { groups, stride, dilation }: ConvolutionAttributes,
): boolean {
  return (
    groups > 1 && filterShape[2] === 1 && stride[0] === stride[1] && dilation.every((step) => step === 1)
  );
}

/** y of a depthwise convolution; x is padded before where that is not "SAME". */
export function depthwise(
  native: Native,
  x: Tensor,
  filter: Tensor,
  attributes: ConvolutionAttributes,
): Tensor {
  const byChannel = native.reshape(filter, channelShape(filter.shape, attributes));
  const same = isSame(x.shape, filter.shape, attributes);
  const input = same ? x : padded(native, x, attributes);
  return native.op('DepthwiseConv2dNative', [input, byChannel], steps(attributes, same));
}

/** dx: where the padding is not "SAME", that of the padded x without the padding. */
export function depthwiseInputGradient(
  native: Native,
  dy: Tensor,
  filter: Tensor,
  attributes: ConvolutionAttributes & { readonly inputShape: readonly number[] },
): Tensor {
  const { inputShape, padding } = attributes;
  const [batch, height, width, channels] = inputShape as [number, number, number, number];
  const same = isSame(inputShape, filter.shape, attributes);
  const size = same ? inputShape : [batch, height + 2 * padding[0], width + 2 * padding[1], channels];
  const byChannel = native.reshape(filter, channelShape(filter.shape, attributes));
  const dx = native.op(
    'DepthwiseConv2dNativeBackpropInput',
    [native.integers(size), byChannel, dy],
    steps(attributes, same),
  );
  if (same || padding.every((cells) => cells === 0)) return dx;
  return native.op('Slice', [dx, native.integers([0, ...padding, 0]), native.integers(inputShape)]);
}

export function depthwiseFilterGradient(
  native: Native,
  x: Tensor,
  dy: Tensor,
  attributes: ConvolutionAttributes & { readonly filterShape: readonly number[] },
): Tensor {
  const sizes = native.integers(channelShape(attributes.filterShape, attributes));
  const same = isSame(x.shape, attributes.filterShape, attributes);
  const gradient = native.op(
    'DepthwiseConv2dNativeBackpropFilter',
    [same ? x : padded(native, x, attributes), sizes, dy],
    steps(attributes, same),
  );
  return native.reshape(gradient, [...attributes.filterShape]);
}

/** [U, V, 1, I·M] as [U, V, I, M]: output channel i·M + m belongs to input channel i on both sides. */
function channelShape(filterShape: readonly number[], { groups }: ConvolutionAttributes): number[] {
  const [height, width, , outputs] = filterShape as [number, number, number, number];
  return [height, width, groups, outputs / groups];
}

/** The strides, and the padding that the operation is left with: it knows "SAME" and "VALID" alone. */
function steps({ stride }: ConvolutionAttributes, same: boolean): Record<string, NativeAttribute> {
  return { strides: [1, ...stride, 1], padding: same ? 'SAME' : 'VALID' };
}
