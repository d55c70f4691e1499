import type { HostKernel } from '../host/kernel.ts';
import { maxIouKernel } from '../ops/assign/max-iou/max-iou-host.ts';
import { simdOverlaps } from '../ops/assign/shared/overlapping-priors-simd.ts';
import { taskAlignedKernel } from '../ops/assign/task-aligned/task-aligned-host.ts';
import { hasSimd } from '../wasm/compile.ts';
import { hostKernels } from './host-kernels.ts';

/** These search with the SIMD kernels, whatever backend has the tensors. */
const simdAssigners: readonly HostKernel[] = [taskAlignedKernel(simdOverlaps), maxIouKernel(simdOverlaps)];

/**
 * The host kernels for a backend that has kernels of its own: one for each name that it lacks, and the faster
 * one of two where there is SIMD.
 */
export function hostKernelsBeside(
  own: readonly { readonly name: string }[],
  withSimd = hasSimd(),
): readonly HostKernel[] {
  const faster = new Map(withSimd ? simdAssigners.map((kernel) => [kernel.name, kernel]) : []);
  const has = new Set(own.map(({ name }) => name));
  return hostKernels.filter(({ name }) => !has.has(name)).map((kernel) => faster.get(kernel.name) ?? kernel);
}
