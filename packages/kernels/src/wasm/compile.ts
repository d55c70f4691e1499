import { type SimdVariant, simdModules } from './simd.generated.ts';
import type { SimdKernels } from './simd-kernels.ts';
import { type WasmCode, type WasmMemory, webAssembly } from './web-assembly.ts';

/** The bytes of one build of the kernels. */
export function simdModule(variant: SimdVariant): Uint8Array {
  return Uint8Array.from(atob(simdModules[variant]), (character) => character.charCodeAt(0));
}

/** Whether this engine has WebAssembly, and SIMD in it: all kernels need both. */
export function hasSimd(): boolean {
  return 'WebAssembly' in globalThis && webAssembly.validate(simdModule('plain'));
}

/** Whether this engine has relaxed SIMD, which has the fused multiply-add. */
export function hasRelaxedSimd(): boolean {
  return webAssembly.validate(simdModule('relaxed'));
}

/** The build for memory of this kind. */
export function compileKernels(memory: WasmMemory, isFused: boolean): WasmCode {
  const isShared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
  const variant = isShared ? (isFused ? 'sharedRelaxed' : 'shared') : isFused ? 'relaxed' : 'plain';
  return new webAssembly.Module(simdModule(variant));
}

/** The kernels as functions that compute in this memory, on this thread. */
export function instantiateKernels(code: WasmCode, memory: WasmMemory): SimdKernels {
  return new webAssembly.Instance(code, { env: { memory } }).exports as SimdKernels;
}
