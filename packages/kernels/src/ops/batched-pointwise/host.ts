import { float, floatOutputs, floatsOf, type HostKernel, shapeOf } from '../../host/kernel.ts';
import { convolveFilterGradient } from '../conv2d/filter-gradient.ts';
import { convolve } from '../conv2d/forward.ts';
import { type ConvolutionGeometry, convolutionGeometry } from '../conv2d/geometry.ts';

type Shape4 = readonly [number, number, number, number];

/** The 1 × 1 convolution of one image. */
function imageGeometry([, height, width, inputs]: Shape4, outputs: number): ConvolutionGeometry {
  return convolutionGeometry('TandemBatchedPointwise', [1, height, width, inputs], [1, 1, inputs, outputs], {
    stride: [1, 1],
    padding: [0, 0],
    dilation: [1, 1],
    groups: 1,
  });
}

export const batchedPointwiseKernel: HostKernel = {
  name: 'TandemBatchedPointwise',
  outputs: (inputs) => [float([...shapeOf(inputs, 'x').slice(0, 3), shapeOf(inputs, 'filters')[2]!])],
  run: (inputs, outputs) => {
    const [x, filters] = [floatsOf(inputs, 'x'), floatsOf(inputs, 'filters')];
    const [y] = floatOutputs(outputs) as [Float32Array];
    const g = imageGeometry(shapeOf(inputs, 'x') as Shape4, shapeOf(inputs, 'filters')[2]!);
    const cells = g.inputHeight * g.inputWidth;
    const filterSize = g.inputChannels * g.outputChannels;
    for (let b = 0; b < shapeOf(inputs, 'x')[0]!; b++) {
      convolve(
        x.subarray(b * cells * g.inputChannels, (b + 1) * cells * g.inputChannels),
        filters.subarray(b * filterSize, (b + 1) * filterSize),
        null,
        y.subarray(b * cells * g.outputChannels, (b + 1) * cells * g.outputChannels),
        g,
      );
    }
  },
};

export const batchedPointwiseFilterGradientKernel: HostKernel = {
  name: 'TandemBatchedPointwiseFilterGradient',
  outputs: (inputs) => {
    const [batch, , , channels] = shapeOf(inputs, 'x') as Shape4;
    return [float([batch, channels, shapeOf(inputs, 'dy')[3]!])];
  },
  run: (inputs, outputs) => {
    const [x, dy] = [floatsOf(inputs, 'x'), floatsOf(inputs, 'dy')];
    const [dfilters] = floatOutputs(outputs) as [Float32Array];
    const g = imageGeometry(shapeOf(inputs, 'x') as Shape4, shapeOf(inputs, 'dy')[3]!);
    const cells = g.inputHeight * g.inputWidth;
    const filterSize = g.inputChannels * g.outputChannels;
    for (let b = 0; b < shapeOf(inputs, 'x')[0]!; b++) {
      convolveFilterGradient(
        x.subarray(b * cells * g.inputChannels, (b + 1) * cells * g.inputChannels),
        dy.subarray(b * cells * g.outputChannels, (b + 1) * cells * g.outputChannels),
        dfilters.subarray(b * filterSize, (b + 1) * filterSize),
        g,
      );
    }
  },
};
