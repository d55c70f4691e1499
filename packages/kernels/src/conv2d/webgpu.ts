import { sizeOf } from '../host/kernel.ts';
import type { WgslKernel } from '../webgpu/kernel.ts';
import { logistic } from '../webgpu/math.ts';
import { tiledProduct, wholeDepth } from '../webgpu/tiled-product.ts';
import type { AfterConvolution } from './fused-activation.ts';
import { type ConvolutionAttributes, type ConvolutionGeometry, convolutionGeometry } from './geometry.ts';

type Shape4 = readonly number[];

function integersOf({ batch: _, groups: __, ...sizes }: ConvolutionGeometry): Record<string, number> {
  return sizes;
}

/** The value of x that kernel cell and channel `k` of a group reads for output position `position`. */
const patchValue = `
fn patchValue(group: i32, position: i32, k: i32) -> f32 {
  let line = position / u.outputWidth;
  let cell = k / u.groupInputs;
  let i = (line % u.outputHeight) * u.strideY - u.paddingY + (cell / u.kernelWidth) * u.dilationY;
  let j = (position % u.outputWidth) * u.strideX - u.paddingX + (cell % u.kernelWidth) * u.dilationX;
  if (i < 0 || i >= u.inputHeight || j < 0 || j >= u.inputWidth) { return 0.0; }
  let place = ((line / u.outputHeight) * u.inputHeight + i) * u.inputWidth + j;
  return x[place * u.inputChannels + group * u.groupInputs + k % u.groupInputs];
}`;

/** `activated(y)`; max(y, 0) would leave open what becomes of NaN. */
function activated({ activation }: AfterConvolution): string {
  if (activation === 'relu') return 'fn activated(y: f32) -> f32 { return select(y, 0.0, y <= 0.0); }';
  if (activation === 'silu') return `${logistic}\nfn activated(y: f32) -> f32 { return y * sigmoid(y); }`;
  return 'fn activated(y: f32) -> f32 { return y; }';
}

/** Positions × patch, times patch × output channels, for each group of channels. */
export const conv2dWgsl: WgslKernel<ConvolutionAttributes & AfterConvolution> = {
  name: 'TandemConv2D',
  run: ({ read, has, attributes, tensor, dispatch }) => {
    const [x, weights] = [read('x'), read('filter')];
    const g = convolutionGeometry('TandemConv2D', x.shape, weights.shape, attributes);
    const y = tensor([g.batch, g.outputHeight, g.outputWidth, g.outputChannels]);
    if (sizeOf(y.shape) === 0) return y;
    dispatch(
      tiledProduct({
        rows: g.batch * g.outputHeight * g.outputWidth,
        columns: g.groupOutputs,
        depth: g.kernelHeight * g.kernelWidth * g.groupInputs,
        layers: g.groups,
        reads: has('bias') ? { x, weights, bias: read('bias') } : { x, weights },
        writes: { y },
        integers: integersOf(g),
        code: `${patchValue}${wholeDepth}${activated(attributes)}
fn left(group: i32, row: i32, k: i32) -> f32 { return patchValue(group, row, k); }
fn right(group: i32, k: i32, column: i32) -> f32 {
  return weights[k * u.outputChannels + group * u.groupOutputs + column];
}
fn store(group: i32, row: i32, column: i32, sum: f32) {
  let channel = group * u.groupOutputs + column;
  y[row * u.outputChannels + channel] = activated(sum${has('bias') ? ' + bias[channel]' : ''});
}`,
      }),
    );
    return y;
  },
};

/** Input positions × (kernel cell, output channel), times the transposed filter. */
export const conv2dInputGradientWgsl: WgslKernel<ConvolutionAttributes & { readonly inputShape: Shape4 }> = {
  name: 'TandemConv2DInputGradient',
  run: ({ read, attributes, tensor, dispatch }) => {
    const [dy, weights] = [read('dy'), read('filter')];
    const where = 'TandemConv2DInputGradient';
    const g = convolutionGeometry(where, attributes.inputShape, weights.shape, attributes);
    const dx = tensor(attributes.inputShape);
    if (sizeOf(dx.shape) === 0) return dx;
    dispatch(
      tiledProduct({
        rows: g.batch * g.inputHeight * g.inputWidth,
        columns: g.groupInputs,
        depth: g.kernelHeight * g.kernelWidth * g.groupOutputs,
        layers: g.groups,
        reads: { dy, weights },
        writes: { dx },
        integers: integersOf(g),
        code: `${wholeDepth}
fn left(group: i32, row: i32, k: i32) -> f32 {
  let line = row / u.inputWidth;
  let cell = k / u.groupOutputs;
  // the position whose patch has this input in this cell, if there is one
  let i = line % u.inputHeight + u.paddingY - (cell / u.kernelWidth) * u.dilationY;
  let j = row % u.inputWidth + u.paddingX - (cell % u.kernelWidth) * u.dilationX;
  if (i < 0 || j < 0 || i % u.strideY != 0 || j % u.strideX != 0) { return 0.0; }
  let p = i / u.strideY;
  let q = j / u.strideX;
  if (p >= u.outputHeight || q >= u.outputWidth) { return 0.0; }
  let place = ((line / u.inputHeight) * u.outputHeight + p) * u.outputWidth + q;
  return dy[place * u.outputChannels + group * u.groupOutputs + k % u.groupOutputs];
}
fn right(group: i32, k: i32, column: i32) -> f32 {
  let row = (k / u.groupOutputs) * u.groupInputs + column;
  return weights[row * u.outputChannels + group * u.groupOutputs + k % u.groupOutputs];
}
fn store(group: i32, row: i32, column: i32, sum: f32) {
  dx[row * u.inputChannels + group * u.groupInputs + column] = sum;
}`,
      }),
    );
    return dx;
  },
};

/** Positions of one slice: their sums are added up by a second dispatch. */
const SLICE = 2048;

/**
 * Patch × positions, times positions × output channels. The product is small and its depth the whole batch,
 * so slices of positions are summed apart, to occupy the device and to keep the digits; a second dispatch adds
 * them up where there are several.
 */
export const conv2dFilterGradientWgsl: WgslKernel<ConvolutionAttributes & { readonly filterShape: Shape4 }> =
  {
    name: 'TandemConv2DFilterGradient',
    run: ({ read, attributes, tensor, dispatch, each }) => {
      const [x, dy] = [read('x'), read('dy')];
      const where = 'TandemConv2DFilterGradient';
      const g = convolutionGeometry(where, x.shape, attributes.filterShape, attributes);
      const positions = g.batch * g.outputHeight * g.outputWidth;
      const slices = Math.max(Math.ceil(positions / SLICE), 1);
      const size = sizeOf(attributes.filterShape);
      const dweights = tensor(attributes.filterShape);
      if (size === 0) return dweights;
      const parts = slices === 1 ? dweights : tensor([slices, size]);
      dispatch(
        tiledProduct({
          rows: g.kernelHeight * g.kernelWidth * g.groupInputs,
          columns: g.groupOutputs,
          depth: positions,
          layers: g.groups * slices,
          reads: { x, dy },
          writes: { parts },
          integers: { ...integersOf(g), slices, size },
          code: `${patchValue}
fn firstDepth(layer: i32) -> i32 { return (layer % u.slices) * ${SLICE}; }
fn endDepth(layer: i32) -> i32 { return min(firstDepth(layer) + ${SLICE}, u.depth); }
fn left(layer: i32, row: i32, k: i32) -> f32 { return patchValue(layer / u.slices, k, row); }
fn right(layer: i32, k: i32, column: i32) -> f32 {
  return dy[k * u.outputChannels + (layer / u.slices) * u.groupOutputs + column];
}
fn store(layer: i32, row: i32, column: i32, sum: f32) {
  let channel = (layer / u.slices) * u.groupOutputs + column;
  parts[(layer % u.slices) * u.size + row * u.outputChannels + channel] = sum;
}`,
        }),
      );
      if (slices === 1) return dweights;
      each(size, {
        reads: { parts },
        writes: { dweights },
        integers: { slices, size },
        code: `
fn element(i: i32) {
  var sum = 0.0;
  for (var slice = 0; slice < u.slices; slice++) { sum += parts[slice * u.size + i]; }
  dweights[i] = sum;
}`,
      });
      return dweights;
    },
  };
