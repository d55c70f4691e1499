import { float, floatOutputs, floatsOf, type HostKernel, shapeOf } from '../../host/kernel.ts';

interface Attributes {
  readonly epsilon: number;
}

export const batchNormTrainKernel: HostKernel<Attributes> = {
  name: 'TandemBatchNormTrain',
  outputs: (inputs) => [
    float(shapeOf(inputs, 'x')),
    float(shapeOf(inputs, 'scale')),
    float(shapeOf(inputs, 'scale')),
  ],
  run: (inputs, outputs, { epsilon }) => {
    const x = floatsOf(inputs, 'x');
    const scale = floatsOf(inputs, 'scale');
    const offset = floatsOf(inputs, 'offset');
    const [y, mean, variance] = floatOutputs(outputs) as [Float32Array, Float32Array, Float32Array];
    const channels = scale.length;
    const count = x.length / channels;
    const means = new Float64Array(channels);
    for (let row = 0; row < x.length; row += channels) {
      for (let c = 0; c < channels; c++) means[c]! += x[row + c]!;
    }
    for (let c = 0; c < channels; c++) means[c]! /= count;
    const multiply = new Float64Array(channels);
    for (let row = 0; row < x.length; row += channels) {
      for (let c = 0; c < channels; c++) {
        const centred = x[row + c]! - means[c]!;
        multiply[c]! += centred * centred;
      }
    }
    const add = new Float64Array(channels);
    for (let c = 0; c < channels; c++) {
      mean[c] = means[c]!;
      variance[c] = multiply[c]! / count;
      multiply[c] = scale[c]! / Math.sqrt(multiply[c]! / count + epsilon);
      add[c] = offset[c]! - means[c]! * multiply[c]!;
    }
    for (let row = 0; row < x.length; row += channels) {
      for (let c = 0; c < channels; c++) y[row + c] = x[row + c]! * multiply[c]! + add[c]!;
    }
  },
};

/** With n values per channel and x̂ the normalised x: `dx = scale·rstd·(dy - (Σ dy + x̂ Σ dy·x̂) / n)`. */
export const batchNormTrainGradientKernel: HostKernel<Attributes> = {
  name: 'TandemBatchNormTrainGradient',
  outputs: (inputs) => [
    float(shapeOf(inputs, 'x')),
    float(shapeOf(inputs, 'scale')),
    float(shapeOf(inputs, 'scale')),
  ],
  run: (inputs, outputs, { epsilon }) => {
    const x = floatsOf(inputs, 'x');
    const dy = floatsOf(inputs, 'dy');
    const mean = floatsOf(inputs, 'mean');
    const variance = floatsOf(inputs, 'variance');
    const scale = floatsOf(inputs, 'scale');
    const [dx, dscale, doffset] = floatOutputs(outputs) as [Float32Array, Float32Array, Float32Array];
    const channels = scale.length;
    const count = x.length / channels;
    const sums = new Float64Array(channels);
    const products = new Float64Array(channels);
    for (let row = 0; row < x.length; row += channels) {
      for (let c = 0; c < channels; c++) {
        sums[c]! += dy[row + c]!;
        products[c]! += dy[row + c]! * (x[row + c]! - mean[c]!);
      }
    }
    const fromDy = new Float64Array(channels);
    const fromX = new Float64Array(channels);
    const constant = new Float64Array(channels);
    for (let c = 0; c < channels; c++) {
      const rstd = 1 / Math.sqrt(variance[c]! + epsilon);
      const dot = products[c]! * rstd;
      dscale[c] = dot;
      doffset[c] = sums[c]!;
      fromDy[c] = scale[c]! * rstd;
      fromX[c] = (-fromDy[c]! * dot * rstd) / count;
      constant[c] = (-fromDy[c]! * sums[c]!) / count - fromX[c]! * mean[c]!;
    }
    for (let row = 0; row < x.length; row += channels) {
      for (let c = 0; c < channels; c++) {
        dx[row + c] = dy[row + c]! * fromDy[c]! + x[row + c]! * fromX[c]! + constant[c]!;
      }
    }
  },
};
