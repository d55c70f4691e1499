import { type TensorInfo, util } from '@tensorflow/tfjs-core';
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

/** Runs `compute` with a heap, and frees the temporary memory that it took. */
export function withHeap<T>(backend: TfjsWasmBackend, engine: Engine, compute: (heap: Heap) => T): T {
  const taken: number[] = [];
  const heap: Heap = Object.assign(Object.create(engine) as Engine, {
    output: (shape: readonly number[]) => backend.makeOutput([...shape], 'float32'),
    address: ({ dataId }: TensorInfo) => backend.getMemoryOffset(dataId),
    temporary: (bytes: number) => {
      const address = engine.allocate(bytes);
      taken.push(address);
      return address;
    },
  });
  try {
    return compute(heap);
  } finally {
    for (const address of taken) engine.free(address);
  }
}

/** Number of values of a tensor. */
export function sizeOf({ shape }: TensorInfo): number {
  return util.sizeFromShape(shape);
}
