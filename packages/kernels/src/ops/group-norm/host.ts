import { float, floatOutputs, floatsOf, type HostKernel, shapeOf } from '../../host/kernel.ts';

interface Attributes {
  readonly groups: number;
  readonly epsilon: number;
}

export const groupNormKernel: HostKernel<Attributes> = {
  name: 'TandemGroupNorm',
  outputs: (inputs, { groups }) => {
    const shape = shapeOf(inputs, 'x');
    return [float(shape), float([shape[0]!, groups]), float([shape[0]!, groups])];
  },
  run: (inputs, outputs, { groups, epsilon }) => {
    const x = floatsOf(inputs, 'x');
    const scale = floatsOf(inputs, 'scale');
    const offset = floatsOf(inputs, 'offset');
    const [y, mean, rstd] = floatOutputs(outputs) as [Float32Array, Float32Array, Float32Array];
    const channels = scale.length;
    const width = channels / groups;
    const batch = mean.length / groups;
    const image = x.length / Math.max(batch, 1);
    const count = image / groups;
    const sums = new Float64Array(channels);
    const multiply = new Float64Array(channels);
    const add = new Float64Array(channels);
    for (let b = 0; b < batch; b++) {
      const end = (b + 1) * image;
      sums.fill(0);
      for (let row = b * image; row < end; row += channels) {
        for (let c = 0; c < channels; c++) sums[c]! += x[row + c]!;
      }
      spreadOverGroups(sums, width, 1 / count);
      multiply.fill(0);
      for (let row = b * image; row < end; row += channels) {
        for (let c = 0; c < channels; c++) {
          const centred = x[row + c]! - sums[c]!;
          multiply[c]! += centred * centred;
        }
      }
      spreadOverGroups(multiply, width, 1 / count);
      for (let c = 0; c < channels; c++) {
        const factor = 1 / Math.sqrt(multiply[c]! + epsilon);
        if (c % width === 0) {
          mean[b * groups + c / width] = sums[c]!;
          rstd[b * groups + c / width] = factor;
        }
        multiply[c] = scale[c]! * factor;
        add[c] = offset[c]! - sums[c]! * multiply[c]!;
      }
      for (let row = b * image; row < end; row += channels) {
        for (let c = 0; c < channels; c++) y[row + c] = x[row + c]! * multiply[c]! + add[c]!;
      }
    }
  },
};

/**
 * Per image and group of n values, with x̂ the normalised x and h = dy·scale:
 * `dx = rstd·(h - (Σ h + x̂ Σ h·x̂) / n)`.
 */
export const groupNormGradientKernel: HostKernel<Attributes> = {
  name: 'TandemGroupNormGradient',
  outputs: (inputs) => [
    float(shapeOf(inputs, 'x')),
    float(shapeOf(inputs, 'scale')),
    float(shapeOf(inputs, 'scale')),
  ],
  run: (inputs, outputs, { groups }) => {
    const x = floatsOf(inputs, 'x');
    const dy = floatsOf(inputs, 'dy');
    const mean = floatsOf(inputs, 'mean');
    const rstd = floatsOf(inputs, 'rstd');
    const scale = floatsOf(inputs, 'scale');
    const [dx, dscale, doffset] = floatOutputs(outputs) as [Float32Array, Float32Array, Float32Array];
    const channels = scale.length;
    const width = channels / groups;
    const batch = mean.length / groups;
    const image = x.length / Math.max(batch, 1);
    const count = image / groups;
    const sums = new Float64Array(channels);
    const products = new Float64Array(channels);
    const scaleSums = new Float64Array(channels);
    const offsetSums = new Float64Array(channels);
    const fromDy = new Float64Array(channels);
    for (let b = 0; b < batch; b++) {
      const end = (b + 1) * image;
      sums.fill(0);
      products.fill(0);
      for (let row = b * image; row < end; row += channels) {
        for (let c = 0; c < channels; c++) {
          sums[c]! += dy[row + c]!;
          products[c]! += dy[row + c]! * x[row + c]!;
        }
      }
      for (let c = 0; c < channels; c++) {
        const group = b * groups + Math.floor(c / width);
        products[c] = (products[c]! - sums[c]! * mean[group]!) * rstd[group]!;
        offsetSums[c]! += sums[c]!;
        scaleSums[c]! += products[c]!;
        sums[c]! *= scale[c]!;
        products[c]! *= scale[c]!;
      }
      spreadOverGroups(sums, width, 1 / count);
      spreadOverGroups(products, width, 1 / count);
      for (let c = 0; c < channels; c++) {
        const group = b * groups + Math.floor(c / width);
        const factor = rstd[group]!;
        fromDy[c] = scale[c]! * factor;
        products[c] = -products[c]! * factor * factor;
        sums[c] = -sums[c]! * factor - products[c]! * mean[group]!;
      }
      for (let row = b * image; row < end; row += channels) {
        for (let c = 0; c < channels; c++) {
          dx[row + c] = dy[row + c]! * fromDy[c]! + x[row + c]! * products[c]! + sums[c]!;
        }
      }
    }
    dscale.set(scaleSums);
    doffset.set(offsetSums);
  },
};

/** Replaces each channel's value by the sum over its group times `factor`. */
function spreadOverGroups(values: Float64Array, width: number, factor: number): void {
  for (let first = 0; first < values.length; first += width) {
    let sum = 0;
    for (let c = first; c < first + width; c++) sum += values[c]!;
    values.fill(sum * factor, first, first + width);
  }
}
