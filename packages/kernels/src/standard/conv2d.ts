import {
  type backend_util,
  Conv2D,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  type Tensor4D,
  transpose,
} from '@tensorflow/tfjs-core';
import { convolutionReplacements } from './convolution-replacements.ts';
import {
  convolutionFilterGradient,
  convolutionInputGradient,
  type StandardConvolution,
} from './convolutions.ts';

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

export const conv2d = convolutionReplacements<Attributes>({
  names: { forward: Conv2D, input: Conv2DBackpropInput, filter: Conv2DBackpropFilter },
  inputGradient,
  filterGradient,
});
