import type { NativeKernel } from '../../tensorflow/native.ts';
import type { AverageStepOptions } from './average-step.ts';

export const averageStepNative: NativeKernel<AverageStepOptions> = {
  name: 'TandemAverageStep',
  run: ({ op, scalar }, { average, value }, { decay }) =>
    op('AddV2', [op('Mul', [average!, scalar(decay)]), op('Mul', [value!, scalar(1 - decay)])]),
};
