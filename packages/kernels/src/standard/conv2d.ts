import {
  type backend_util,
  Conv2D,
  type Conv2DAttrs,
  Conv2DBackpropFilter,
  type Conv2DBackpropFilterAttrs,
  Conv2DBackpropInput,
  type Conv2DBackpropInputAttrs,
  type Tensor4D,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import {
  convolutionFilterGradient,
  convolutionInputGradient,
  type StandardConvolution,
} from './convolutions.ts';
import type { GradientReplacement, KernelReplacement } from './replacement.ts';

type Attributes = Pick<StandardConvolution, 'strides' | 'pad' | 'dilations'> & {
  readonly dataFormat?: string;
};

/** dx of tf.conv2d with any padding and dilation, in the layout of its input. */
function inputGradient(
  dy: Tensor4D,
  filter: Tensor4D,
  shape: readonly number[],
  { dataFormat, ...attributes }: Attributes,
): Tensor4D {
  const layout = layoutOf(dataFormat);
  const inputShape = layout.lastOf(shape);
  const convolution = {
    ...attributes,
    pad: layout.padOf(attributes.pad),
    inputShape,
    filterShape: filter.shape,
  };
  return layout.back(convolutionInputGradient(layout.last(dy), filter, convolution));
}

/** dfilter of tf.conv2d with any padding and dilation. */
function filterGradient(
  x: Tensor4D,
  dy: Tensor4D,
  filterShape: readonly number[],
  { dataFormat, ...attributes }: Attributes,
): Tensor4D {
  const layout = layoutOf(dataFormat);
  const [values, upstream] = [layout.last(x), layout.last(dy)];
  const convolution = {
    ...attributes,
    pad: layout.padOf(attributes.pad),
    inputShape: values.shape,
    filterShape,
  };
  return convolutionFilterGradient(values, upstream, convolution);
}

interface Layout {
  readonly last: (x: Tensor4D) => Tensor4D;
  readonly back: (x: Tensor4D) => Tensor4D;
  readonly lastOf: (shape: readonly number[]) => readonly number[];
  readonly padOf: (pad: StandardConvolution['pad']) => StandardConvolution['pad'];
}

/** To channels last and back. */
function layoutOf(dataFormat = 'NHWC'): Layout {
  const keep = <T>(value: T) => value;
  if (dataFormat === 'NHWC') return { last: keep, back: keep, lastOf: keep, padOf: keep };
  return {
    last: (x) => transpose(x, [0, 2, 3, 1]),
    back: (x) => transpose(x, [0, 3, 1, 2]),
    lastOf: ([batch, channels, height, width]) => [batch!, height!, width!, channels!],
    padOf: (pad) => {
      if (typeof pad !== 'object') return pad;
      const [batch, channels, rows, columns] = pad;
      return [batch, rows, columns, channels] as backend_util.ExplicitPadding;
    },
  };
}

export const conv2dGradient: GradientReplacement = {
  stock: 'throws with dilation; with numeric or explicit padding on tensorflow; on wasm for the filter',
  ours: 'every padding and dilation, by the kernels of `conv2d` of this package',
  needs: 'TandemConv2DInputGradient',
  gradient: {
    kernelName: Conv2D,
    inputsToSave: ['x', 'filter'],
    gradFunc: (upstream, saved, attrs) => {
      const dy = upstream as Tensor4D;
      const [x, filter] = saved as [Tensor4D, Tensor4D];
      const attributes = attrs as unknown as Conv2DAttrs;
      return {
        x: () => inputGradient(dy, filter, x.shape, attributes),
        filter: () => filterGradient(x, dy, filter.shape, attributes),
      };
    },
  },
};

/** tf.conv2dTranspose. */
export function conv2dBackpropInput(stock: string): KernelReplacement {
  return {
    name: Conv2DBackpropInput,
    stock,
    ours: 'every padding, by the kernel of `conv2d` of this package',
    compute: () => (call) => {
      const { dy, filter } = call.inputs as { dy: Tensor4D; filter: Tensor4D };
      const { inputShape, ...attributes } = call.attrs as unknown as Conv2DBackpropInputAttrs;
      return tidy(() => inputGradient(dy, filter, inputShape, attributes));
    },
  };
}

/** The gradient of tf.conv2dTranspose in its filter. */
export function conv2dBackpropFilter(stock: string): KernelReplacement {
  return {
    name: Conv2DBackpropFilter,
    stock,
    ours: 'every padding, by the kernel of `conv2d` of this package',
    compute: () => (call) => {
      const { x, dy } = call.inputs as { x: Tensor4D; dy: Tensor4D };
      const { filterShape, ...attributes } = call.attrs as unknown as Conv2DBackpropFilterAttrs;
      return tidy(() => filterGradient(x, dy, filterShape, attributes));
    },
  };
}
