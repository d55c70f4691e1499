import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../../host/kernel.ts';
import type { Tensors } from '../../webgpu/dispatch.ts';
import type { WgslCall } from '../../webgpu/kernel.ts';
import { type Width, widthOf } from '../../webgpu/values.ts';
import { activatedWgsl } from './activated-wgsl.ts';
import type { AfterConvolution } from './fused-activation.ts';
import type { ConvolutionGeometry } from './geometry.ts';

/*
 * Convolutions with one input channel per group: the product of matrices would have a single column, so each value is
 * a sum of its own, four channels at once where an input has one output.
 */

type Call = Pick<WgslCall, 'each'>;

const widthOfChannels = ({ groupOutputs, outputChannels }: ConvolutionGeometry): Width =>
  groupOutputs === 1 ? widthOf(outputChannels) : 1;

function integersOf({ batch: _, groups: __, groupInputs: ___, ...sizes }: ConvolutionGeometry, width: Width) {
  return {
    ...sizes,
    inputChannels: sizes.inputChannels / width,
    outputChannels: sizes.outputChannels / width,
  };
}

export function depthwise(
  { each }: Call,
  g: ConvolutionGeometry,
  reads: Tensors,
  y: TensorInfo,
  after: AfterConvolution,
): void {
  const width = widthOfChannels(g);
  each(sizeOf(y.shape) / width, {
    reads,
    writes: { y },
    values: [...Object.keys(reads), 'y'],
    width,
    integers: integersOf(g, width),
    code: `${activatedWgsl(after, width === 4 ? 'vec4<f32>' : 'f32')}
fn element(index: i32) {
  let position = index / u.outputChannels;
  let channel = index - position * u.outputChannels;
  let line = position / u.outputWidth;
  let image = line / u.outputHeight;
  let top = (line - image * u.outputHeight) * u.strideY - u.paddingY;
  let left = (position - line * u.outputWidth) * u.strideX - u.paddingX;
  let source = channel / u.groupOutputs;
  var sum = ${'bias' in reads ? 'bias[channel]' : 'Value(0.0)'};
  for (var v = 0; v < u.kernelHeight; v++) {
    let i = top + v * u.dilationY;
    if (i < 0 || i >= u.inputHeight) { continue; }
    for (var w = 0; w < u.kernelWidth; w++) {
      let j = left + w * u.dilationX;
      if (j < 0 || j >= u.inputWidth) { continue; }
      let place = (image * u.inputHeight + i) * u.inputWidth + j;
      sum += x[place * u.inputChannels + source] * weights[(v * u.kernelWidth + w) * u.outputChannels + channel];
    }
  }
  y[index] = activated(sum);
}`,
  });
}

export function depthwiseInputGradient(
  { each }: Call,
  g: ConvolutionGeometry,
  dy: TensorInfo,
  weights: TensorInfo,
  dx: TensorInfo,
): void {
  const width = widthOfChannels(g);
  each(sizeOf(dx.shape) / width, {
    reads: { dy, weights },
    writes: { dx },
    values: ['dy', 'weights', 'dx'],
    width,
    integers: integersOf(g, width),
    code: `
fn element(index: i32) {
  let cell = index / u.inputChannels;
  let first = (index - cell * u.inputChannels) * u.groupOutputs;
  let line = cell / u.inputWidth;
  let image = line / u.inputHeight;
  var sum = Value(0.0);
  for (var v = 0; v < u.kernelHeight; v++) {
    let i = line - image * u.inputHeight + u.paddingY - v * u.dilationY;
    if (i < 0 || i % u.strideY != 0 || i / u.strideY >= u.outputHeight) { continue; }
    for (var w = 0; w < u.kernelWidth; w++) {
      let j = cell - line * u.inputWidth + u.paddingX - w * u.dilationX;
      if (j < 0 || j % u.strideX != 0 || j / u.strideX >= u.outputWidth) { continue; }
      let place = (image * u.outputHeight + i / u.strideY) * u.outputWidth + j / u.strideX;
      for (var channel = first; channel < first + u.groupOutputs; channel++) {
        let weight = weights[(v * u.kernelWidth + w) * u.outputChannels + channel];
        sum += dy[place * u.outputChannels + channel] * weight;
      }
    }
  }
  dx[index] = sum;
}`,
  });
}

/** Positions that one invocation sums, in whole lines. */
const POSITIONS = 256;

const linesPerSlice = ({ outputWidth }: ConvolutionGeometry) =>
  Math.max(Math.floor(POSITIONS / outputWidth), 1);

/** `parts` [slices, U, V, O]: the sums of slices of lines, an invocation for each slice, cell and channel. */
export const depthwiseFilterGradient = {
  slicesOf: (g: ConvolutionGeometry): number =>
    Math.max(Math.ceil((g.batch * g.outputHeight) / linesPerSlice(g)), 1),

  run: ({ each }: Call, g: ConvolutionGeometry, x: TensorInfo, dy: TensorInfo, parts: TensorInfo): void => {
    const width = widthOfChannels(g);
    each(sizeOf(parts.shape) / width, {
      reads: { x, dy },
      writes: { parts },
      values: ['x', 'dy', 'parts'],
      width,
      integers: { ...integersOf(g, width), lines: g.batch * g.outputHeight, linesPerSlice: linesPerSlice(g) },
      code: `
fn element(index: i32) {
  let tap = index / u.outputChannels;
  let channel = index - tap * u.outputChannels;
  let cells = u.kernelHeight * u.kernelWidth;
  let slice = tap / cells;
  let cell = tap - slice * cells;
  let down = (cell / u.kernelWidth) * u.dilationY - u.paddingY;
  let across = (cell % u.kernelWidth) * u.dilationX - u.paddingX;
  let source = channel / u.groupOutputs;
  var sum = Value(0.0);
  for (var line = slice * u.linesPerSlice; line < min((slice + 1) * u.linesPerSlice, u.lines); line++) {
    let image = line / u.outputHeight;
    let i = (line - image * u.outputHeight) * u.strideY + down;
    if (i < 0 || i >= u.inputHeight) { continue; }
    for (var q = 0; q < u.outputWidth; q++) {
      let j = q * u.strideX + across;
      if (j < 0 || j >= u.inputWidth) { continue; }
      let place = (image * u.inputHeight + i) * u.inputWidth + j;
      sum += x[place * u.inputChannels + source] * dy[(line * u.outputWidth + q) * u.outputChannels + channel];
    }
  }
  parts[index] = sum;
}`,
    });
  },
};
