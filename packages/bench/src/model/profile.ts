import * as tf from '@tensorflow/tfjs-core';
import { readClock } from './clock.ts';

/** CPU time that one kernel took by itself, without the kernels that it called. */
export interface KernelTime {
  readonly kernel: string;
  readonly calls: number;
  readonly milliseconds: number;
}

/**
 * Runs `work` with every kernel of the current backend wrapped in a clock, and returns self times,
 * longest first. For backends that compute before a kernel returns (cpu, wasm, tensorflow on a CPU).
 */
export function profileKernels(work: () => void): readonly KernelTime[] {
  const backendName = tf.getBackend();
  const times = new Map<string, { calls: number; milliseconds: number }>();
  const inner: number[] = [];
  const originals = tf.getKernelsForBackend(backendName);
  for (const config of originals) {
    replace(config, (args) => {
      inner.push(0);
      const start = readClock().cpu;
      try {
        return config.kernelFunc(args);
      } finally {
        const total = readClock().cpu - start;
        const nested = inner.pop()!;
        if (inner.length > 0) inner[inner.length - 1]! += total;
        const entry = times.get(config.kernelName) ?? { calls: 0, milliseconds: 0 };
        entry.calls += 1;
        entry.milliseconds += total - nested;
        times.set(config.kernelName, entry);
      }
    });
  }
  try {
    work();
  } finally {
    for (const config of originals) replace(config, config.kernelFunc);
  }
  return [...times]
    .map(([kernel, time]) => ({ kernel, ...time }))
    .sort((a, b) => b.milliseconds - a.milliseconds);
}

function replace(config: tf.KernelConfig, kernelFunc: tf.KernelFunc): void {
  const { kernelName, backendName } = config;
  tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({ kernelName, backendName, kernelFunc });
}
