import { engine, type TensorContainer, tidy } from '@tensorflow/tfjs-core';

/**
 * Runs `compute` in a tidy, with nothing recorded for gradients: its results are constants to whatever
 * is computed from them, although their inputs may depend on trained variables.
 */
export function withoutTape<T extends TensorContainer>(compute: () => T): T {
  const { state } = engine();
  state.kernelDepth++;
  try {
    return tidy(compute);
  } finally {
    state.kernelDepth--;
  }
}
