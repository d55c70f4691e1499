import { float, floatOutputs, floatsOf, type HostKernel, shapeOf } from '../../host/kernel.ts';
import { convolveFilterGradient } from './filter-gradient.ts';
import { convolve } from './forward.ts';
import type { AfterConvolution } from './fused-activation.ts';
import { type ConvolutionAttributes, convolutionGeometry } from './geometry.ts';
import { convolveInputGradient } from './input-gradient.ts';

export const conv2dKernel: HostKernel<ConvolutionAttributes & AfterConvolution> = {
  name: 'TandemConv2D',
  outputs: (inputs, attributes) => {
    const g = convolutionGeometry(
      'TandemConv2D',
      shapeOf(inputs, 'x'),
      shapeOf(inputs, 'filter'),
      attributes,
    );
    return [float([g.batch, g.outputHeight, g.outputWidth, g.outputChannels])];
  },
  run: (inputs, outputs, attributes) => {
    const g = convolutionGeometry(
      'TandemConv2D',
      shapeOf(inputs, 'x'),
      shapeOf(inputs, 'filter'),
      attributes,
    );
    const bias = inputs['bias'] === undefined ? null : floatsOf(inputs, 'bias');
    const [x, filter, y] = [floatsOf(inputs, 'x'), floatsOf(inputs, 'filter'), floatOutputs(outputs)[0]!];
    convolve(x, filter, bias, y, g, attributes.activation);
  },
};

export const conv2dInputGradientKernel: HostKernel<
  ConvolutionAttributes & { readonly inputShape: readonly number[] }
> = {
  name: 'TandemConv2DInputGradient',
  outputs: (_inputs, { inputShape }) => [float(inputShape)],
  run: (inputs, outputs, attributes) => {
    const where = 'TandemConv2DInputGradient';
    const g = convolutionGeometry(where, attributes.inputShape, shapeOf(inputs, 'filter'), attributes);
    convolveInputGradient(floatsOf(inputs, 'dy'), floatsOf(inputs, 'filter'), floatOutputs(outputs)[0]!, g);
  },
};

export const conv2dFilterGradientKernel: HostKernel<
  ConvolutionAttributes & { readonly filterShape: readonly number[] }
> = {
  name: 'TandemConv2DFilterGradient',
  outputs: (_inputs, { filterShape }) => [float(filterShape)],
  run: (inputs, outputs, attributes) => {
    const where = 'TandemConv2DFilterGradient';
    const g = convolutionGeometry(where, shapeOf(inputs, 'x'), attributes.filterShape, attributes);
    convolveFilterGradient(floatsOf(inputs, 'x'), floatsOf(inputs, 'dy'), floatOutputs(outputs)[0]!, g);
  },
};
