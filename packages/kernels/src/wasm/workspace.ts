import { compileKernels, instantiateKernels } from './compile.ts';
import type { SimdKernels } from './simd-kernels.ts';
import { type GrowingMemory, webAssembly } from './web-assembly.ts';

export interface Workspace {
  readonly kernels: SimdKernels;
  /** Its memory, whose contents are of no use after the next call. */
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
}

const PAGE = 65_536;

let made: { readonly kernels: SimdKernels; readonly memory: GrowingMemory } | undefined;

/**
 * The SIMD kernels in a memory of their own of at least so many bytes, for values that lie outside the memory of tfjs.
 * There is one, made when first asked for, which grows.
 */
export function workspace(bytes: number): Workspace {
  const pages = Math.ceil(bytes / PAGE);
  if (!made) {
    const memory = new webAssembly.Memory({ initial: pages, maximum: 65_536 });
    made = { kernels: instantiateKernels(compileKernels(memory, false), memory), memory };
  }
  const { kernels, memory } = made;
  const missing = pages - memory.buffer.byteLength / PAGE;
  if (missing > 0) memory.grow(missing);
  return { kernels, buffer: memory.buffer };
}
