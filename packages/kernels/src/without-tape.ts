import { engine, type TensorContainer, tidy } from '@tensorflow/tfjs-core';

/**
 * Runs `compute` in a tidy, with nothing recorded for gradients: its results are constants to whatever
 * is computed from them, although their inputs may depend on trained variables.
 */
export function withoutTape<T>(compute: () => T): T {
  const { state } = engine();
  state.kernelDepth++;
  try {
    // tfjs' types refuse a typed record of tensors
    return tidy(compute as () => TensorContainer) as T;
  } finally {
    state.kernelDepth--;
  }
}
