import type { Tensor } from '@tensorflow/tfjs-core';
import type { Native } from '../../tensorflow/native.ts';
import type { ConvolutionAttributes } from './geometry.ts';

type InputAttributes = ConvolutionAttributes & { readonly inputShape: readonly number[] };
type FilterAttributes = ConvolutionAttributes & { readonly filterShape: readonly number[] };

/** The cells of the padded input that one tap of the filter reads, as a strided slice. */
interface Tap {
  readonly row: number;
  readonly column: number;
  /** begin, end and strides for StridedSlice. */
  readonly slice: readonly [Tensor, Tensor, Tensor];
}

/**
 * Gradient in the filter of a convolution without groups, one matrix product per tap: for any dilation.
 * x [B, H, W, I], dy [B, H', W', O]; returns [U, V, I, O].
 */
export function filterGradientByTap(
  native: Native,
  x: Tensor,
  dy: Tensor,
  attributes: FilterAttributes,
): Tensor {
  const [y, w] = attributes.padding;
  const padding = native.reshape(native.integers([0, 0, y, y, w, w, 0, 0]), [4, 2]);
  const padded = native.op('Pad', [x, padding]);
  const [kernelHeight, kernelWidth, inputs, outputs] = attributes.filterShape as [
    number,
    number,
    number,
    number,
  ];
  const rows = native.reshape(dy, [-1, outputs]);
  const products = tapsOf(native, padded.shape, dy.shape, kernelHeight, kernelWidth, attributes).map(
    ({ slice }) => {
      const read = native.reshape(native.op('StridedSlice', [padded, ...slice]), [-1, inputs]);
      return native.op('MatMul', [read, rows], { transpose_a: true });
    },
  );
  const stacked = native.op('Pack', products, {
    N: { integer: products.length },
    T: { type: 'float32' },
  });
  return native.reshape(stacked, attributes.filterShape);
}

/**
 * Gradient in the input of a convolution without groups, one matrix product per tap: for any dilation.
 * dy [B, H', W', O], filter [U, V, I, O]; returns [B, H, W, I].
 */
export function inputGradientByTap(
  native: Native,
  dy: Tensor,
  filter: Tensor,
  attributes: InputAttributes,
): Tensor {
  const [batch, height, width, inputs] = attributes.inputShape as [number, number, number, number];
  const [y, w] = attributes.padding;
  const paddedShape = [batch, height + 2 * y, width + 2 * w, inputs];
  const [kernelHeight, kernelWidth, , outputs] = filter.shape as [number, number, number, number];
  const rows = native.reshape(dy, [-1, outputs]);
  const readShape = [...dy.shape.slice(0, 3), inputs];
  const spread = tapsOf(native, paddedShape, dy.shape, kernelHeight, kernelWidth, attributes).map(
    ({ row, column, slice }) => {
      const begin = native.integers([row, column, 0, 0]);
      const size = native.integers([1, 1, inputs, outputs]);
      const tap = native.reshape(native.op('Slice', [filter, begin, size]), [inputs, outputs]);
      const product = native.reshape(native.op('MatMul', [rows, tap], { transpose_b: true }), readShape);
      return native.op('StridedSliceGrad', [native.integers(paddedShape), ...slice, product]);
    },
  );
  const sum = native.op('AddN', spread, { N: { integer: spread.length }, T: { type: 'float32' } });
  return native.op('Slice', [sum, native.integers([0, y, w, 0]), native.integers(attributes.inputShape)]);
}

function tapsOf(
  { integers }: Native,
  paddedShape: readonly number[],
  outputShape: readonly number[],
  kernelHeight: number,
  kernelWidth: number,
  { stride, dilation }: ConvolutionAttributes,
): Tap[] {
  const strides = integers([1, ...stride, 1]);
  return Array.from({ length: kernelHeight * kernelWidth }, (_, index) => {
    const row = Math.floor(index / kernelWidth);
    const column = index % kernelWidth;
    const [top, left] = [row * dilation[0], column * dilation[1]];
    const end = [
      paddedShape[0]!,
      top + (outputShape[1]! - 1) * stride[0] + 1,
      left + (outputShape[2]! - 1) * stride[1] + 1,
      paddedShape[3]!,
    ];
    return { row, column, slice: [integers([0, top, left, 0]), integers(end), strides] };
  });
}
