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
    scalar,
    integers,
    floats: (values, shape) => tensor([...values], [...shape], 'float32'),
    reshape: (x, shape) => op('Reshape', [x, integers(shape)]),
    sum: (x, axes) => op('Sum', [x, integers(axes)]),
    isGpu: backend.isUsingGpuDevice,
  };
}

/** The kernel as tfjs calls it. */
export function nativeKernelFunc({ run }: NativeKernel): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const native = nativeOf(backend as NodeBackend);
    return tidy(() => run(native, inputs as Record<string, Tensor>, attrs as never));
  };
}
