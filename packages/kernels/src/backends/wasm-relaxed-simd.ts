import type * as V8 from 'node:v8';
import { hasRelaxedSimd } from '../wasm/compile.ts';
import { nodeModule } from '../wasm/node-module.ts';

/**
 * Turns relaxed SIMD on where Node has it behind a flag: Node 20, whose V8 was finished with it one version
 * before it became a default. Its fused multiply-add doubles the speed of convolutions. Must come before the
 * kernels are compiled. Returns whether there is relaxed SIMD now.
 */
export function enableRelaxedSimd(): boolean {
  if (hasRelaxedSimd()) return true;
  nodeModule<typeof V8>('node:v8')?.setFlagsFromString('--experimental-wasm-relaxed-simd');
  return hasRelaxedSimd();
}
