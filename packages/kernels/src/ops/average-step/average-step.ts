import type { Tensor } from '@tensorflow/tfjs-core';
import { runKernel } from '../../run-kernel.ts';
import { checkSameShape } from '../../same-shape.ts';
import { withoutTape } from '../../without-tape.ts';

export interface AverageStepOptions {
  /** Part of the old average that is kept. */
  readonly decay: number;
}

/**
 * One step of an exponential moving average, in one pass over the values:
 * `average' = decay · average + (1 − decay) · value`. Shapes: alike.
 */
export function averageStep(average: Tensor, value: Tensor, { decay }: AverageStepOptions): Tensor {
  checkSameShape('averageStep', { average, value });
  return withoutTape(() => runKernel('TandemAverageStep', { average, value }, { decay }));
}
