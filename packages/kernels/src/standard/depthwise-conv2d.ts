import {
  DepthwiseConv2dNative,
  type DepthwiseConv2dNativeAttrs,
  DepthwiseConv2dNativeBackpropFilter,
  type DepthwiseConv2dNativeBackpropFilterAttrs,
  DepthwiseConv2dNativeBackpropInput,
  type DepthwiseConv2dNativeBackpropInputAttrs,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { convolution, convolutionFilterGradient, convolutionInputGradient } from './convolutions.ts';
import type { GradientReplacement, KernelReplacement } from './replacement.ts';

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

export const depthwiseConv2dGradient: GradientReplacement = {
  stock: 'throws with dilation; with numeric or explicit padding on tensorflow; on wasm',
  ours: 'every padding and dilation, by the kernels of `conv2d` of this package',
  needs: 'TandemConv2DInputGradient',
  gradient: {
    kernelName: DepthwiseConv2dNative,
    inputsToSave: ['x', 'filter'],
    gradFunc: (upstream, saved, attrs) => {
      const dy = upstream as Tensor4D;
      const [x, filter] = saved as [Tensor4D, Tensor4D];
      const attributes = attrs as unknown as DepthwiseConv2dNativeAttrs;
      return {
        x: () => inputGradient(dy, filter, x.shape, attributes),
        filter: () => filterGradient(x, dy, filter.shape, attributes),
      };
    },
  },
};

const ours = 'every padding and dilation, by the kernel of `conv2d` of this package';

export function depthwiseConv2dForward(stock: string): KernelReplacement {
  return {
    name: DepthwiseConv2dNative,
    stock,
    ours,
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

export function depthwiseConv2dBackpropInput(stock: string): KernelReplacement {
  return {
    name: DepthwiseConv2dNativeBackpropInput,
    stock,
    ours,
    compute: () => (call) => {
      const { dy, filter } = call.inputs as { dy: Tensor4D; filter: Tensor4D };
      const attributes = call.attrs as unknown as DepthwiseConv2dNativeBackpropInputAttrs;
      return tidy(() => inputGradient(dy, filter, attributes.inputShape, attributes));
    },
  };
}

export function depthwiseConv2dBackpropFilter(stock: string): KernelReplacement {
  return {
    name: DepthwiseConv2dNativeBackpropFilter,
    stock,
    ours,
    compute: () => (call) => {
      const { x, dy } = call.inputs as { x: Tensor4D; dy: Tensor4D };
      const attributes = call.attrs as unknown as DepthwiseConv2dNativeBackpropFilterAttrs;
      return tidy(() => filterGradient(x, dy, attributes.filterShape, attributes));
    },
  };
}
