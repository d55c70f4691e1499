import { float, floatOutputs, floatsOf, type HostKernel, shapeOf } from '../../host/kernel.ts';
import { type SamplingAttributes, samplingGeometry } from './geometry.ts';
import { eachSample } from './sample.ts';

/** x, offsets, mask: the samples [B, H', W', U·V, I], each times its factor in the mask. */
export const deformableSamplesKernel: HostKernel<SamplingAttributes> = {
  name: 'TandemDeformableSamples',
  outputs: (inputs, attributes) => {
    const g = samplingGeometry('TandemDeformableSamples', shapeOf(inputs, 'x'), attributes);
    return [float([g.batch, g.rows, g.columns, g.taps, g.channels])];
  },
  run: (inputs, outputs, attributes) => {
    const g = samplingGeometry('TandemDeformableSamples', shapeOf(inputs, 'x'), attributes);
    const x = floatsOf(inputs, 'x');
    const mask = floatsOf(inputs, 'mask');
    const [samples] = floatOutputs(outputs) as [Float32Array];
    eachSample(g, floatsOf(inputs, 'offsets'), ({ index, target, isInside, corners, weights }) => {
      samples.fill(0, target, target + g.groupChannels);
      if (!isInside) return;
      for (let corner = 0; corner < 4; corner++) {
        const source = corners[corner]!;
        const weight = weights[corner]! * mask[index]!;
        for (let c = 0; c < g.groupChannels; c++) {
          samples[target + c]! += weight * (source < 0 ? 0 : x[source + c]!);
        }
      }
    });
  },
};

/**
 * x, offsets, mask and the gradient dy of the samples: their gradients. With s the products of dy and each
 * corner, summed over the channels, the factor's is Σ weight·s, and a coordinate's is the factor times the
 * difference of s between the two sides, weighted by the other coordinate.
 */
export const deformableSamplesGradientKernel: HostKernel<SamplingAttributes> = {
  name: 'TandemDeformableSamplesGradient',
  outputs: (inputs) => ['x', 'offsets', 'mask'].map((name) => float(shapeOf(inputs, name))),
  run: (inputs, outputs, attributes) => {
    const g = samplingGeometry('TandemDeformableSamplesGradient', shapeOf(inputs, 'x'), attributes);
    const x = floatsOf(inputs, 'x');
    const mask = floatsOf(inputs, 'mask');
    const dy = floatsOf(inputs, 'dy');
    const [dx, doffsets, dmask] = floatOutputs(outputs) as [Float32Array, Float32Array, Float32Array];
    for (const output of [dx, doffsets, dmask]) output.fill(0);
    const sums = new Float64Array(4);
    eachSample(g, floatsOf(inputs, 'offsets'), (sample) => {
      const { index, target, isInside, corners, weights, below, right } = sample;
      if (!isInside) return;
      const factor = mask[index]!;
      for (let corner = 0; corner < 4; corner++) {
        const source = corners[corner]!;
        const weight = weights[corner]! * factor;
        let sum = 0;
        if (source >= 0) {
          for (let c = 0; c < g.groupChannels; c++) {
            const upstream = dy[target + c]!;
            sum += upstream * x[source + c]!;
            dx[source + c]! += upstream * weight;
          }
        }
        sums[corner] = sum;
      }
      const [a, b, c, d] = sums as unknown as [number, number, number, number];
      doffsets[2 * index] = factor * ((1 - right) * (c - a) + right * (d - b));
      doffsets[2 * index + 1] = factor * ((1 - below) * (b - a) + below * (d - c));
      for (let corner = 0; corner < 4; corner++) dmask[index]! += weights[corner]! * sums[corner]!;
    });
  },
};
