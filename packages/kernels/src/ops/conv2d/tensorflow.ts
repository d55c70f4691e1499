import type { Tensor } from '@tensorflow/tfjs-core';
import type { Native, NativeAttribute, NativeKernel } from '../../tensorflow/native.ts';
import type { AfterConvolution } from './fused-activation.ts';
import type { ConvolutionAttributes } from './geometry.ts';
import {
  depthwise,
  depthwiseFilterGradient,
  depthwiseInputGradient,
  isDepthwise,
} from './tensorflow-depthwise.ts';
import { explicit, isSame, padded } from './tensorflow-padding.ts';
import { filterGradientByTap, inputGradientByTap } from './tensorflow-taps.ts';

type InputAttributes = ConvolutionAttributes & { readonly inputShape: readonly number[] };
type FilterAttributes = ConvolutionAttributes & { readonly filterShape: readonly number[] };

/** Not `_FusedConv2D`: its names of what follows are a list of texts, which tfjs-node's binding cannot pass. */
export const conv2dNative: NativeKernel<ConvolutionAttributes & AfterConvolution> = {
  name: 'TandemConv2D',
  run: (native, { x, filter, bias }, attributes) => {
    const y = isDepthwise(filter!.shape, attributes)
      ? depthwise(native, x!, filter!, attributes)
      : native.op('Conv2D', [x!, filter!], { ...steps(attributes), ...explicit(attributes) });
    // Of no image, TensorFlow makes a wrong number of channels where there are groups.
    const maps = y.size === 0 ? native.reshape(y, [...y.shape.slice(0, 3), filter!.shape[3]!]) : y;
    const sum = bias ? native.op('BiasAdd', [maps, bias]) : maps;
    if (attributes.activation === 'relu') return native.op('Relu', [sum]);
    return attributes.activation === 'silu' ? native.op('Mul', [sum, native.op('Sigmoid', [sum])]) : sum;
  },
};

export const conv2dInputGradientNative: NativeKernel<InputAttributes> = {
  name: 'TandemConv2DInputGradient',
  run: (native, { dy, filter }, attributes) =>
    isDepthwise(filter!.shape, attributes)
      ? depthwiseInputGradient(native, dy!, filter!, attributes)
      : groupwise(native, attributes, [dy!, filter!], ([dyPart, filterPart], groups) => {
          const inputShape = [...attributes.inputShape];
          inputShape[3]! /= groups;
          return inputGradient(native, dyPart!, filterPart!, { ...attributes, inputShape });
        }),
};

export const conv2dFilterGradientNative: NativeKernel<FilterAttributes> = {
  name: 'TandemConv2DFilterGradient',
  run: (native, { x, dy }, attributes) =>
    isDepthwise(attributes.filterShape, attributes)
      ? depthwiseFilterGradient(native, x!, dy!, attributes)
      : groupwise(native, attributes, [x!, dy!], ([xPart, dyPart], groups) => {
          const filterShape = [...attributes.filterShape];
          filterShape[3]! /= groups;
          return filterGradient(native, xPart!, dyPart!, { ...attributes, filterShape });
        }),
};

function inputGradient(native: Native, dy: Tensor, filter: Tensor, attributes: InputAttributes): Tensor {
  if (lacksDilation(native, attributes)) return inputGradientByTap(native, dy, filter, attributes);
  return native.op('Conv2DBackpropInput', [native.integers(attributes.inputShape), filter, dy], {
    ...steps(attributes),
    ...(isSame(attributes.inputShape, filter.shape, attributes) ? { padding: 'SAME' } : explicit(attributes)),
  });
}

/** With padding that is neither none nor TensorFlow's "SAME", oneDNN is only used if x is padded before. */
function filterGradient(native: Native, x: Tensor, dy: Tensor, attributes: FilterAttributes): Tensor {
  if (lacksDilation(native, attributes) || isStridedPointwise(native, attributes)) {
    return filterGradientByTap(native, x, dy, attributes);
  }
  const same = isSame(x.shape, attributes.filterShape, attributes);
  return native.op(
    'Conv2DBackpropFilter',
    [same ? x : padded(native, x, attributes), native.integers(attributes.filterShape), dy],
    { ...steps(attributes), padding: same ? 'SAME' : 'VALID' },
  );
}

/** TensorFlow has no gradient of a grouped convolution on a CPU: there each group is one of its own. */
function groupwise(
  native: Native,
  { groups }: ConvolutionAttributes,
  inputs: readonly Tensor[],
  compute: (parts: readonly Tensor[], groups: number) => Tensor,
): Tensor {
  if (groups === 1 || native.isGpu) return compute(inputs, 1);
  const axis = native.integers([3]);
  const scalarAxis = native.reshape(axis, []);
  const parts = inputs.map((input) =>
    native.ops('Split', [scalarAxis, input], groups, { num_split: { integer: groups } }),
  );
  const results = Array.from({ length: groups }, (_, group) =>
    compute(
      parts.map((part) => part[group]!),
      groups,
    ),
  );
  return native.op('ConcatV2', [...results, scalarAxis], {
    N: { integer: groups },
    T: { type: 'float32' },
  });
}

/** Nor one of a dilated convolution on a CPU. */
function lacksDilation({ isGpu }: Native, { dilation }: ConvolutionAttributes): boolean {
  return !isGpu && dilation.some((step) => step > 1);
}

/**
 * Conv2DBackpropFilter of TensorFlow 2.21 on a CPU writes beyond its memory for 1 × 1 filters with a stride:
 * x [1, 16, 24, 8], filter [1, 1, 8, 16], stride 2 ends the process.
 */
function isStridedPointwise({ isGpu }: Native, { filterShape, stride }: FilterAttributes): boolean {
  return !isGpu && filterShape[0] === 1 && filterShape[1] === 1 && stride.some((step) => step > 1);
}

function steps({ stride, dilation }: ConvolutionAttributes): Record<string, NativeAttribute> {
  return { strides: [1, ...stride, 1], dilations: [1, ...dilation, 1] };
}
