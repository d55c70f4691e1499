import type { Tensor } from '@tensorflow/tfjs-core';
import type { Native, NativeAttribute } from '../../tensorflow/native.ts';
import type { ConvolutionAttributes } from './geometry.ts';

type Padding = Record<string, NativeAttribute>;

/** "VALID" where there is none: TensorFlow has faster ways for it than for explicit zeros. */
export function explicit({ padding: [y, x] }: ConvolutionAttributes): Padding {
  if (y === 0 && x === 0) return { padding: 'VALID' };
  return { padding: 'EXPLICIT', explicit_paddings: [0, 0, y, y, x, x, 0, 0] };
}

/** x with its zeros on each side. */
export function padded(native: Native, x: Tensor, { padding: [y, w] }: ConvolutionAttributes): Tensor {
  if (y === 0 && w === 0) return x;
  return native.op('Pad', [x, native.reshape(native.integers([0, 0, y, y, w, w, 0, 0]), [4, 2])]);
}

/**
 * Whether TensorFlow's "SAME" is this very padding: it adds
 * max((ceil(size / stride) - 1) · stride + dilation (kernel - 1) + 1 - size, 0) cells, half on each side.
 */
export function isSame(
  inputShape: readonly number[],
  filterShape: readonly number[],
  { stride, padding, dilation }: ConvolutionAttributes,
): boolean {
  return [0, 1].every((axis) => {
    const size = inputShape[axis + 1]!;
    const span = dilation[axis]! * (filterShape[axis]! - 1) + 1;
    const outputs = Math.ceil(size / stride[axis]!);
    return Math.max((outputs - 1) * stride[axis]! + span - size, 0) === 2 * padding[axis]!;
  });
}
