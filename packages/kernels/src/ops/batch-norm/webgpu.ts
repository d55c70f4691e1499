import { sizeOf } from '../../host/kernel.ts';
import type { WgslKernel } from '../../webgpu/kernel.ts';
import { sliceRange, slicesOf } from '../../webgpu/slices.ts';
import { widthOf } from '../../webgpu/values.ts';

interface Attributes {
  readonly epsilon: number;
}

/** Three dispatches: statistics of slices of rows, of all rows, and the values: each needs all of the one before. */
export const batchNormTrainWgsl: WgslKernel<Attributes> = {
  name: 'TandemBatchNormTrain',
  run: ({ read, attributes: { epsilon }, tensor, each }) => {
    const [x, scale, offset] = [read('x'), read('scale'), read('offset')];
    const channels = scale.shape[0]!;
    const rows = sizeOf(x.shape) / channels;
    const { slices, rowsPerSlice } = slicesOf(rows);
    const [means, squares] = [tensor([slices, channels]), tensor([slices, channels])];
    const width = widthOf(channels);
    const integers = { channels: channels / width, rows, rowsPerSlice, slices };
    each((slices * channels) / width, {
      reads: { x },
      writes: { means, squares },
      values: ['x', 'means', 'squares'],
      width,
      integers,
      code: `${sliceRange}
fn element(i: i32) {
  let channel = i % u.channels;
  var sum = Value(0.0);
  for (var row = firstOf(i); row < endOf(i); row++) { sum += x[row * u.channels + channel]; }
  let center = sum / f32(max(endOf(i) - firstOf(i), 1));
  var square = Value(0.0);
  for (var row = firstOf(i); row < endOf(i); row++) {
    let centred = x[row * u.channels + channel] - center;
    square += centred * centred;
  }
  means[i] = center;
  squares[i] = square;
}`,
    });
    const [mean, variance] = [tensor(scale.shape), tensor(scale.shape)];
    each(channels / width, {
      reads: { means, squares },
      writes: { mean, variance },
      values: ['means', 'squares', 'mean', 'variance'],
      width,
      integers,
      code: `${sliceRange}
fn element(channel: i32) {
  // relative to the first slice, which keeps the digits of a mean far from 0
  let base = means[channel];
  var shift = Value(0.0);
  for (var i = channel; i < u.slices * u.channels; i += u.channels) {
    shift += (means[i] - base) * f32(max(endOf(i) - firstOf(i), 0));
  }
  let center = base + shift / f32(u.rows);
  var square = Value(0.0);
  for (var i = channel; i < u.slices * u.channels; i += u.channels) {
    let apart = means[i] - center;
    square += squares[i] + apart * apart * f32(max(endOf(i) - firstOf(i), 0));
  }
  mean[channel] = center;
  variance[channel] = square / f32(u.rows);
}`,
    });
    const y = tensor(x.shape);
    each(sizeOf(x.shape) / width, {
      reads: { x, scale, offset, mean, variance },
      writes: { y },
      values: ['x', 'scale', 'offset', 'mean', 'variance', 'y'],
      width,
      integers,
      floats: { epsilon },
      code: `
fn element(i: i32) {
  let c = i % u.channels;
  y[i] = (x[i] - mean[c]) * (scale[c] / sqrt(variance[c] + u.epsilon)) + offset[c];
}`,
    });
    return [y, mean, variance];
  },
};

/** With n values per channel and x̂ the normalised x: `dx = scale·rstd·(dy - (Σ dy + x̂ Σ dy·x̂) / n)`. */
export const batchNormTrainGradientWgsl: WgslKernel<Attributes> = {
  name: 'TandemBatchNormTrainGradient',
  run: ({ read, attributes: { epsilon }, tensor, each }) => {
    const [x, dy, scale] = [read('x'), read('dy'), read('scale')];
    const [mean, variance] = [read('mean'), read('variance')];
    const channels = scale.shape[0]!;
    const rows = sizeOf(x.shape) / channels;
    const { slices, rowsPerSlice } = slicesOf(rows);
    const [sums, products] = [tensor([slices, channels]), tensor([slices, channels])];
    const width = widthOf(channels);
    const integers = { channels: channels / width, rows, rowsPerSlice, slices };
    each((slices * channels) / width, {
      reads: { x, dy, mean },
      writes: { sums, products },
      values: ['x', 'dy', 'mean', 'sums', 'products'],
      width,
      integers,
      code: `${sliceRange}
fn element(i: i32) {
  let channel = i % u.channels;
  var sum = Value(0.0);
  var product = Value(0.0);
  for (var row = firstOf(i); row < endOf(i); row++) {
    let place = row * u.channels + channel;
    sum += dy[place];
    product += dy[place] * (x[place] - mean[channel]);
  }
  sums[i] = sum;
  products[i] = product;
}`,
    });
    const [dscale, doffset] = [tensor(scale.shape), tensor(scale.shape)];
    each(channels / width, {
      reads: { sums, products, variance },
      writes: { dscale, doffset },
      values: ['sums', 'products', 'variance', 'dscale', 'doffset'],
      width,
      integers,
      floats: { epsilon },
      code: `
fn element(channel: i32) {
  var sum = Value(0.0);
  var product = Value(0.0);
  for (var i = channel; i < u.slices * u.channels; i += u.channels) {
    sum += sums[i];
    product += products[i];
  }
  dscale[channel] = product / sqrt(variance[channel] + u.epsilon);
  doffset[channel] = sum;
}`,
    });
    const dx = tensor(x.shape);
    each(sizeOf(x.shape) / width, {
      reads: { x, dy, mean, variance, scale, dscale, doffset },
      writes: { dx },
      values: ['x', 'dy', 'mean', 'variance', 'scale', 'dscale', 'doffset', 'dx'],
      width,
      integers,
      floats: { epsilon },
      code: `
fn element(i: i32) {
  let c = i % u.channels;
  let rstd = 1.0 / sqrt(variance[c] + u.epsilon);
  let normal = (x[i] - mean[c]) * rstd;
  dx[i] = scale[c] * rstd * (dy[i] - (doffset[c] + normal * dscale[c]) / f32(u.rows));
}`,
    });
    return [dx, dscale, doffset];
  },
};
