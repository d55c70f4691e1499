import { type SimdVariant, simdModules } from './simd.generated.ts';
import type { SimdKernels } from './simd-kernels.ts';
import { type WasmCode, type WasmMemory, webAssembly } from './web-assembly.ts';

/** The compiled kernels, and what they were compiled for. */
export interface CompiledKernels {
  readonly code: WasmCode;
  /** Whether a·b + c is one instruction: about twice as fast, and rounded once. */
  readonly isFused: boolean;
}

/** The bytes of one build of the kernels. */
export function simdModule(variant: SimdVariant): Uint8Array {
  return Uint8Array.from(atob(simdModules[variant]), (character) => character.charCodeAt(0));
}

/** Whether this engine has relaxed SIMD, which has the fused multiply-add. */
export function hasRelaxedSimd(): boolean {
  return webAssembly.validate(simdModule('relaxed'));
}

/** The fastest build that runs here on memory of this kind. */
export function compileKernels(memory: WasmMemory): CompiledKernels {
  const isShared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
  const isFused = hasRelaxedSimd();
  const variant = isShared ? (isFused ? 'sharedRelaxed' : 'shared') : isFused ? 'relaxed' : 'plain';
  return { code: new webAssembly.Module(simdModule(variant)), isFused };
}

/** The kernels as functions that compute in this memory, on this thread. */
export function instantiateKernels(code: WasmCode, memory: WasmMemory): SimdKernels {
  return new webAssembly.Instance(code, { env: { memory } }).exports as SimdKernels;
}
