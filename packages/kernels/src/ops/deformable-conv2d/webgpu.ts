import { sizeOf } from '../../host/kernel.ts';
import { atomicAdd } from '../../webgpu/atomic-add.ts';
import type { WgslKernel } from '../../webgpu/kernel.ts';
import { type Width, widthOf } from '../../webgpu/values.ts';
import { type SamplingAttributes, type SamplingGeometry, samplingGeometry } from './geometry.ts';

function integersOf({ stride, padding, dilation, batch: _, ...sizes }: SamplingGeometry, width: Width) {
  return {
    ...sizes,
    channels: sizes.channels / width,
    groupChannels: sizes.groupChannels / width,
    strideY: stride[0],
    strideX: stride[1],
    paddingY: padding[0],
    paddingX: padding[1],
    dilationY: dilation[0],
    dilationX: dilation[1],
  };
}

/** The sample of one place, deformable group and tap, as `sample.ts` has it; `index` is its factor's place. */
const sample = `
struct Sample { image: i32, top: i32, left: i32, below: f32, right: f32, isInside: bool }
fn sampleOf(place: i32, tap: i32, index: i32) -> Sample {
  let line = place / u.columns;
  let image = line / u.rows;
  let row = (line % u.rows) * u.strideY - u.paddingY + (tap / u.kernelWidth) * u.dilationY;
  let column = (place % u.columns) * u.strideX - u.paddingX + (tap % u.kernelWidth) * u.dilationX;
  let y = f32(row) + offsets[2 * index];
  let x = f32(column) + offsets[2 * index + 1];
  if (isNan(y) || isNan(x)) { return Sample(image, -2, -2, y, x, true); }
  if (y < -1.0 || y >= f32(u.height) || x < -1.0 || x >= f32(u.width)) {
    return Sample(image, 0, 0, 0.0, 0.0, false);
  }
  return Sample(image, i32(floor(y)), i32(floor(x)), y - floor(y), x - floor(x), true);
}
fn isNan(value: f32) -> bool { return (bitcast<u32>(value) & 0x7fffffffu) > 0x7f800000u; }
/** Where the channels of a corner begin in x; -1 outside. */
fn cornerOf(s: Sample, corner: i32, group: i32) -> i32 {
  let top = s.top + (corner >> 1u);
  let left = s.left + (corner & 1);
  if (top < 0 || top >= u.height || left < 0 || left >= u.width) { return -1; }
  return ((s.image * u.height + top) * u.width + left) * u.channels + group * u.groupChannels;
}
fn weightOf(s: Sample, corner: i32) -> f32 {
  return select(1.0 - s.below, s.below, corner > 1) * select(1.0 - s.right, s.right, (corner & 1) == 1);
}`;

export const deformableSamplesWgsl: WgslKernel<SamplingAttributes> = {
  name: 'TandemDeformableSamples',
  run: ({ read, attributes, tensor, each }) => {
    const [x, offsets, factors] = [read('x'), read('offsets'), read('mask')];
    const g = samplingGeometry('TandemDeformableSamples', x.shape, attributes);
    const samples = tensor([g.batch, g.rows, g.columns, g.taps, g.channels]);
    const width = widthOf(g.groupChannels);
    each(sizeOf(samples.shape) / width, {
      reads: { x, offsets, factors },
      writes: { samples },
      values: ['x', 'samples'],
      width,
      integers: integersOf(g, width),
      code: `${sample}
fn element(i: i32) {
  let channel = i % u.channels;
  let group = channel / u.groupChannels;
  let tap = (i / u.channels) % u.taps;
  let place = i / u.channels / u.taps;
  let index = (place * u.deformableGroups + group) * u.taps + tap;
  let s = sampleOf(place, tap, index);
  var sum = Value(0.0);
  for (var corner = 0; corner < 4 && s.isInside; corner++) {
    let source = cornerOf(s, corner, group);
    var value = Value(0.0);
    if (source >= 0) { value = x[source + channel % u.groupChannels]; }
    sum += weightOf(s, corner) * factors[index] * value;
  }
  samples[i] = sum;
}`,
    });
    return samples;
  },
};

const addAll = (width: Width) =>
  width === 4
    ? 'for (var k = 0; k < 4; k++) { dxAdd(4 * (source + c) + k, added[k]); }'
    : 'dxAdd(source + c, added);';

/** One dispatch, an invocation per factor; it adds into the cells that were read, in the device's order. */
export const deformableSamplesGradientWgsl: WgslKernel<SamplingAttributes> = {
  name: 'TandemDeformableSamplesGradient',
  run: ({ read, attributes, tensor, each }) => {
    const [x, offsets, factors, dy] = [read('x'), read('offsets'), read('mask'), read('dy')];
    const g = samplingGeometry('TandemDeformableSamplesGradient', x.shape, attributes);
    const dx = tensor(x.shape, { zero: true });
    const [doffsets, dfactors] = [tensor(offsets.shape), tensor(factors.shape)];
    const width = widthOf(g.groupChannels);
    each(sizeOf(factors.shape), {
      reads: { x, offsets, factors, dy },
      writes: { dx, doffsets, dfactors },
      values: ['x', 'dy'],
      width,
      atomic: ['dx'],
      integers: integersOf(g, width),
      code: `${sample}${atomicAdd('dx')}
fn element(index: i32) {
  let tap = index % u.taps;
  let group = (index / u.taps) % u.deformableGroups;
  let place = index / u.taps / u.deformableGroups;
  let s = sampleOf(place, tap, index);
  let first = (place * u.taps + tap) * u.channels + group * u.groupChannels;
  var sums = array<f32, 4>();
  var ofFactor = 0.0;
  for (var corner = 0; corner < 4 && s.isInside; corner++) {
    let source = cornerOf(s, corner, group);
    let weight = weightOf(s, corner);
    if (source >= 0) {
      for (var c = 0; c < u.groupChannels; c++) {
        let upstream = dy[first + c];
        sums[corner] += sumOf(upstream * x[source + c]);
        let added = upstream * weight * factors[index];
        ${addAll(width)}
      }
    }
    ofFactor += weight * sums[corner];
  }
  let down = (1.0 - s.right) * (sums[2] - sums[0]) + s.right * (sums[3] - sums[1]);
  let across = (1.0 - s.below) * (sums[1] - sums[0]) + s.below * (sums[3] - sums[2]);
  doffsets[2 * index] = factors[index] * down;
  doffsets[2 * index + 1] = factors[index] * across;
  dfactors[index] = ofFactor;
}`,
    });
    return [dx, doffsets, dfactors];
  },
};
