import type { BackendName } from '../../backend-name.ts';

/** One thing that stock tfjs cannot do. */
export interface StandardCheck {
  /** The kernel that it is about, or whose gradient. */
  readonly kernel: string;
  readonly isGradient: boolean;
  readonly what: string;
  /** Where stock tfjs 4.22 fails it; with this package's kernels every backend passes. */
  readonly stockFailsOn: readonly BackendName[];
  /** Throws if it fails. Tensors that it makes are disposed of. */
  readonly run: () => Promise<void>;
}

export const everywhere: readonly BackendName[] = ['cpu', 'wasm', 'tensorflow', 'webgpu'];

export function kernelCheck(
  kernel: string,
  what: string,
  stockFailsOn: readonly BackendName[],
  run: () => Promise<void>,
): StandardCheck {
  return { kernel, isGradient: false, what, stockFailsOn, run };
}

export function gradientCheck(
  kernel: string,
  what: string,
  run: () => Promise<void>,
  stockFailsOn: readonly BackendName[] = everywhere,
): StandardCheck {
  return { kernel, isGradient: true, what, stockFailsOn, run };
}
