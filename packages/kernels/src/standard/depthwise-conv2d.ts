import {
  DepthwiseConv2dNative,
  type DepthwiseConv2dNativeAttrs,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { convolutionReplacements } from './convolution-replacements.ts';
import { convolution, convolutionFilterGradient, convolutionInputGradient } from './convolutions.ts';
import type { KernelReplacement } from './replacement.ts';

type Attributes = Pick<DepthwiseConv2dNativeAttrs, 'strides' | 'pad' | 'dilations'>;

function inputGradient(
  dy: Tensor4D,
  filter: Tensor4D,
  inputShape: readonly number[],
  { strides, pad, dilations }: Attributes,
): Tensor4D {
  const filterShape = filter.shape;
  const described = { inputShape, filterShape, strides, pad, dilations, isDepthwise: true };
  return convolutionInputGradient(dy, filter, described);
}

function filterGradient(
  x: Tensor4D,
  dy: Tensor4D,
  filterShape: readonly number[],
  { strides, pad, dilations }: Attributes,
): Tensor4D {
  const inputShape = x.shape;
  const described = { inputShape, filterShape, strides, pad, dilations, isDepthwise: true };
  return convolutionFilterGradient(x, dy, described);
}

export const depthwiseConv2d = convolutionReplacements<Attributes>({
  names: {
    forward: DepthwiseConv2dNative,
    input: DepthwiseConv2dNativeBackpropInput,
    filter: DepthwiseConv2dNativeBackpropFilter,
  },
  inputGradient,
  filterGradient,
});

export function depthwiseConv2dForward(stock: string): KernelReplacement {
  return {
    name: DepthwiseConv2dNative,
    stock,
    ours: 'every padding, by the kernel of `conv2d` of this package',
    compute: (original) => (call) => {
      const { x, filter } = call.inputs as { x: Tensor4D; filter: Tensor4D };
      const { strides, pad, dilations } = call.attrs as unknown as DepthwiseConv2dNativeAttrs;
      if (typeof pad === 'string') return original(call);
      const [inputShape, filterShape] = [x.shape, filter.shape];
      const described = { inputShape, filterShape, strides, pad, dilations, isDepthwise: true };
      return tidy(() => convolution(x, filter, described));
    },
  };
}
