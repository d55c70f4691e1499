import { registerKernel, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { createEngine, type Engine, type TfjsModule } from './engine.ts';

/** The tfjs backend, as far as it is used here. */
export interface TfjsWasmBackend {
  readonly wasm: TfjsModule;
  makeOutput(shape: number[], dtype: 'float32' | 'int32'): TensorInfo;
  getMemoryOffset(dataId: object): number;
}

const engines = new WeakMap<TfjsModule, Engine>();

/** The engine in a module's memory, made when first asked for. */
export function engineOf(module: TfjsModule): Engine {
  let engine = engines.get(module);
  if (!engine) {
    engine = createEngine(module);
    engines.set(module, engine);
  }
  return engine;
}

/** What a kernel computes with. */
export interface Heap extends Engine {
  /** A float32 tensor whose memory holds anything at first. */
  output(shape: readonly number[]): TensorInfo;
  /** Where a tensor's values begin. */
  address(tensor: TensorInfo): number;
  /** Memory that is freed when the kernel returns. */
  temporary(bytes: number): number;
}

export interface KernelCall<A> {
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly attributes: A;
  readonly heap: Heap;
}

/** Registers a kernel of the wasm backend that computes with the SIMD module. */
export function registerSimdKernel<A = unknown>(
  kernelName: string,
  compute: (call: KernelCall<A>) => TensorInfo | TensorInfo[],
): void {
  registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const tfjs = backend as TfjsWasmBackend;
      const engine = engineOf(tfjs.wasm);
      const taken: number[] = [];
      const heap: Heap = Object.assign(Object.create(engine) as Engine, {
        output: (shape: readonly number[]) => tfjs.makeOutput([...shape], 'float32'),
        address: ({ dataId }: TensorInfo) => tfjs.getMemoryOffset(dataId),
        temporary: (bytes: number) => {
          const address = engine.allocate(bytes);
          taken.push(address);
          return address;
        },
      });
      try {
        const attributes = attrs as unknown as A;
        return compute({ inputs: inputs as Record<string, TensorInfo>, attributes, heap });
      } finally {
        for (const address of taken) engine.free(address);
      }
    },
  });
}

/** Number of values of a tensor. */
export function sizeOf({ shape }: TensorInfo): number {
  return util.sizeFromShape(shape);
}
