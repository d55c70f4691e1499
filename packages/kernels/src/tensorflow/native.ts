import {
  type DataType,
  type KernelBackend,
  type KernelFunc,
  scalar,
  type Tensor,
  type TensorInfo,
  tensor,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs-core';
import { addonOp } from '../addon/addon-version.ts';
import { isAddonLoaded } from '../addon/load-addon.ts';

/** A value of an operation's attribute; a plain array is one of whole numbers. */
export type NativeAttribute =
  | boolean
  | string
  | readonly number[]
  | { readonly float: number }
  | { readonly integer: number }
  | { readonly type: DataType };

type Attributes = Readonly<Record<string, NativeAttribute>>;

/** TensorFlow's own operations, by their names in its op registry; each runs at once. */
export interface Native {
  /** Runs an operation of one output. Attributes not given take their defaults or follow from the inputs. */
  readonly op: (name: string, inputs: readonly Tensor[], attributes?: Attributes) => Tensor;
  /** Runs an operation of `count` outputs. */
  readonly ops: (name: string, inputs: readonly Tensor[], count: number, attributes?: Attributes) => Tensor[];
  readonly scalar: (value: number) => Tensor;
  /** Axes, a shape or indices: [N] int32. */
  readonly integers: (values: readonly number[]) => Tensor;
  /** A float32 tensor of these values. */
  readonly floats: (values: readonly number[], shape: readonly number[]) => Tensor;
  /** An op of the native kernels, by its name without prefix and version, of `count` outputs. */
  readonly own: (name: string, inputs: readonly Tensor[], count: number, attributes?: Attributes) => Tensor[];
  readonly reshape: (x: Tensor, shape: readonly number[]) => Tensor;
  /** Sum over these axes. */
  readonly sum: (x: Tensor, axes: readonly number[]) => Tensor;
  readonly isGpu: boolean;
}

/** A kernel composed of native operations; whatever else it makes is disposed of. */
export interface NativeKernel<A = never> {
  readonly name: string;
  readonly run: (native: Native, inputs: Record<string, Tensor>, attributes: A) => Tensor | Tensor[];
}

/** What the tensorflow backend of tfjs-node has beside the interface of tfjs-core. */
interface NodeBackend extends KernelBackend {
  readonly isUsingGpuDevice: boolean;
  readonly binding: Readonly<Record<`TF_ATTR_${'INT' | 'FLOAT' | 'BOOL' | 'STRING' | 'TYPE'}`, number>>;
  getDTypeInteger(dtype: DataType): number;
  executeMultipleOutputs(
    name: string,
    attributes: { name: string; type: number; value: unknown }[],
    inputs: TensorInfo[],
    count: number,
  ): Tensor[];
}

function nativeOf(backend: NodeBackend): Native {
  const { binding } = backend;
  const encode = (name: string, value: NativeAttribute) => {
    if (typeof value === 'boolean') return { name, type: binding.TF_ATTR_BOOL, value };
    if (typeof value === 'string') return { name, type: binding.TF_ATTR_STRING, value };
    if ('float' in value) return { name, type: binding.TF_ATTR_FLOAT, value: value.float };
    if ('integer' in value) return { name, type: binding.TF_ATTR_INT, value: value.integer };
    if ('type' in value) {
      return { name, type: binding.TF_ATTR_TYPE, value: backend.getDTypeInteger(value.type) };
    }
    return { name, type: binding.TF_ATTR_INT, value };
  };
  const ops: Native['ops'] = (name, inputs, count, attributes = {}) =>
    backend.executeMultipleOutputs(
      name,
      Object.keys(attributes).map((key) => encode(key, attributes[key]!)),
      [...inputs],
      count,
    );
  const op: Native['op'] = (name, inputs, attributes) => ops(name, inputs, 1, attributes)[0]!;
  const integers = (values: readonly number[]) => tensor1d([...values], 'int32');
  return {
    op,
    ops,
    own: (name, inputs, count, attributes) => ops(addonOp(name), inputs, count, attributes),
    scalar,
    integers,
    floats: (values, shape) => tensor([...values], [...shape], 'float32'),
    reshape: (x, shape) => op('Reshape', [x, integers(shape)]),
    sum: (x, axes) => op('Sum', [x, integers(axes)]),
    isGpu: backend.isUsingGpuDevice,
  };
}

/** The same kernel by the ops of this package's library, for the calls that it takes; by default all. */
export interface AddonKernel<A = never> extends NativeKernel<A> {
  readonly takes?: (inputs: Record<string, Tensor>, attributes: A) => boolean;
}

/** The kernel as tfjs calls it: the library's where that is loaded and takes the call, else the composition. */
export function nativeKernelFunc({ run }: NativeKernel, addon?: AddonKernel): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const native = nativeOf(backend as NodeBackend);
    const tensors = inputs as Record<string, Tensor>;
    const isTaken = addon && isAddonLoaded() && (addon.takes?.(tensors, attrs as never) ?? true);
    return tidy(() => (isTaken ? addon.run : run)(native, tensors, attrs as never));
  };
}
