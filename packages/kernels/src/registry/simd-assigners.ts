import type { HostKernel } from '../host/kernel.ts';
import { maxIouKernel } from '../ops/assign/max-iou/max-iou-host.ts';
import { simdOverlaps } from '../ops/assign/shared/overlapping-priors-simd.ts';
import { taskAlignedKernel } from '../ops/assign/task-aligned/task-aligned-host.ts';
import { hasSimd } from '../wasm/compile.ts';
import { registerHostKernel } from './register-host.ts';

const simdAssigners: readonly HostKernel[] = [taskAlignedKernel(simdOverlaps), maxIouKernel(simdOverlaps)];

/**
 * Registers, for a backend whose tensors can be read on the host, the assigners that search with the SIMD kernels;
 * none where there is no SIMD.
 */
export function registerSimdAssigners(backendName: string): void {
  if (!hasSimd()) return;
  for (const kernel of simdAssigners) registerHostKernel(backendName, kernel);
}
