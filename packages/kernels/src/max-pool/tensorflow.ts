import type { Tensor } from '@tensorflow/tfjs-core';
import type { Native, NativeAttribute, NativeKernel } from '../tensorflow/native.ts';
import type { MaxPoolAttributes } from './max-pool-2d.ts';

export const maxPoolNative: NativeKernel<MaxPoolAttributes> = {
  name: 'TandemMaxPool2D',
  run: ({ op }, { x }, attributes) => op('MaxPool', [x!], windows(attributes)),
};

export const maxPoolGradientNative: NativeKernel<MaxPoolAttributes> = {
  name: 'TandemMaxPool2DGradient',
  run: (native, { x, y, dy }, attributes) =>
    oneDnnGradient(native, x!, dy!, attributes) ??
    native.op('MaxPoolGrad', [x!, y!, dy!], windows(attributes)),
};

/** False once TensorFlow turned out to be built without oneDNN. */
let hasOneDnn = true;

/**
 * The gradient by oneDNN's pooling, in an eighth of the time of MaxPoolGrad, which looks for the largest cells one
 * value at a time. TensorFlow has it under names of its own, not on every platform. It pools once more for the
 * places of the largest cells, and knows no explicit padding: a window of -infinity alone may count it as first.
 */
function oneDnnGradient(
  native: Native,
  x: Tensor,
  dy: Tensor,
  { size, stride, padding }: MaxPoolAttributes,
): Tensor | undefined {
  if (!hasOneDnn || native.isGpu || x.size === 0) return undefined;
  const [vertical, horizontal] = padding;
  const isPadded = vertical > 0 || horizontal > 0;
  const attributes: Record<string, NativeAttribute> = {
    ksize: [1, ...size, 1],
    strides: [1, ...stride, 1],
    padding: 'VALID',
    workspace_enabled: true,
    _kernel: 'MklNameChangeOp',
  };
  const sides = [0, 0, vertical, vertical, horizontal, horizontal, 0, 0];
  const lowest = () => native.scalar(Number.NEGATIVE_INFINITY);
  const padded = isPadded
    ? native.op('PadV2', [x, native.reshape(native.integers(sides), [4, 2]), lowest()])
    : x;
  try {
    const [y, places] = native.ops('_MklNativeMaxPool', [padded], 2, attributes) as [Tensor, Tensor];
    const dx = native.op('_MklNativeMaxPoolGrad', [padded, y, dy, places], attributes);
    if (!isPadded) return dx;
    return native.op('Slice', [dx, native.integers([0, ...padding, 0]), native.integers(x.shape)]);
  } catch {
    hasOneDnn = false;
    return undefined;
  }
}

/** Windows that reach into explicit padding are cut off there, which is padding by -infinity. */
function windows({ size, stride, padding: [y, x] }: MaxPoolAttributes): Record<string, NativeAttribute> {
  return {
    ksize: [1, ...size, 1],
    strides: [1, ...stride, 1],
    padding: 'EXPLICIT',
    explicit_paddings: [0, 0, y, y, x, x, 0, 0],
  };
}
