import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../host/kernel.ts';
import type { DeviceBackend } from './device-backend.ts';
import { nameErrors } from './device-errors.ts';
import { clear, type Dispatch, dispatch, type Tensors } from './dispatch.ts';

/** What a kernel in WGSL has to work with. */
export interface WgslCall<A = unknown> {
  /** The tensor of this name. */
  readonly read: (name: string) => TensorInfo;
  readonly has: (name: string) => boolean;
  readonly attributes: A;
  /** A tensor whose memory holds anything at first, or 0. It is one of the results, or released at the end. */
  readonly tensor: (
    shape: readonly number[],
    options?: { readonly dtype?: 'float32' | 'int32'; readonly zero?: boolean },
  ) => TensorInfo;
  readonly dispatch: (work: Omit<Dispatch, 'label'>) => void;
  /**
   * Dispatches an invocation per element, or per few: `code` holds `fn element(i: i32)`, called for 0 ≤ i < count.
   * Nothing is dispatched where count is 0.
   */
  readonly each: (count: number, work: Omit<Dispatch, 'label' | 'workgroups'>) => void;
}

/** A kernel as dispatches of WGSL; it reads nothing back. */
export interface WgslKernel<A = never> {
  readonly name: string;
  readonly run: (call: WgslCall<A>) => TensorInfo | TensorInfo[];
}

const LANES = 64;
/** Invocations that a large dispatch leaves a device, and elements that each then computes at most. */
const MANY = 1 << 15;
const MOST_TURNS = 8;

/** The kernel as tfjs calls it. */
export function wgslKernelFunc(kernel: WgslKernel): KernelFunc {
  const { name, run } = kernel as WgslKernel<unknown>;
  return nameErrors(name, ({ inputs, attrs, backend }) => {
    const device = backend as DeviceBackend;
    const made: TensorInfo[] = [];
    const call: WgslCall<unknown> = {
      read: (input) => {
        const tensor = (inputs as Tensors)[input]!;
        return tensor.dtype === 'float32' ? asFloats(tensor, call) : tensor;
      },
      has: (input) => (inputs as Tensors)[input] !== undefined,
      attributes: attrs,
      tensor: (shape, { dtype = 'float32', zero = false } = {}) => {
        const values = sizeOf(shape) > 0 ? undefined : new (dtype === 'int32' ? Int32Array : Float32Array)(0);
        const tensor = device.makeTensorInfo([...shape], dtype, values);
        made.push(tensor);
        if (zero) clear(device, tensor);
        return tensor;
      },
      dispatch: (work) => dispatch(device, { label: name, ...work }),
      each: (count, work) => {
        if (count > 0) dispatch(device, { label: name, ...elementwise(device, count, work) });
      },
    };
    /** A cast to float32 leaves whole numbers in memory: tfjs's kernels convert as they read. */
    const asFloats = (x: TensorInfo, { tensor, each }: WgslCall): TensorInfo => {
      const { dtype } = device.tensorMap.get(x.dataId);
      if (dtype === 'float32') return x;
      const y = tensor(x.shape);
      const code = 'fn element(i: i32) { y[i] = f32(x[i]); }';
      each(sizeOf(x.shape), { reads: { x: { ...x, dtype } }, writes: { y }, code });
      return y;
    };
    const results = run(call);
    const kept = new Set([results].flat().map(({ dataId }) => dataId));
    for (const { dataId } of made) if (!kept.has(dataId)) device.disposeData(dataId);
    return results;
  });
}

function elementwise(
  { device }: DeviceBackend,
  count: number,
  work: Omit<Dispatch, 'label' | 'workgroups'>,
): Omit<Dispatch, 'label'> {
  const turns = Math.min(Math.max(Math.floor(count / MANY), 1), MOST_TURNS);
  const groups = Math.ceil(count / (LANES * turns));
  const across = Math.min(groups, device.limits.maxComputeWorkgroupsPerDimension);
  return {
    ...work,
    integers: { ...work.integers, elementCount: count, turns },
    code: `${work.code}
@compute @workgroup_size(${LANES})
fn main(@builtin(workgroup_id) w: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  /* useAll */
  let first = i32(w.x + w.y * groups.x) * u.turns * ${LANES} + i32(lane);
  for (var turn = 0; turn < u.turns; turn++) {
    let i = first + turn * ${LANES};
    if (i < u.elementCount) { element(i); }
  }
}`,
    workgroups: [across, Math.ceil(groups / across), 1],
  };
}
