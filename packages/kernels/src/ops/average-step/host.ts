import { float, floatOutputs, floatsOf, type HostKernel, shapeOf } from '../../host/kernel.ts';
import type { AverageStepOptions } from './average-step.ts';

export const averageStepKernel: HostKernel<AverageStepOptions> = {
  name: 'TandemAverageStep',
  outputs: (inputs) => [float(shapeOf(inputs, 'average'))],
  run: (inputs, outputs, { decay }) => {
    const average = floatsOf(inputs, 'average');
    const value = floatsOf(inputs, 'value');
    const [moved] = floatOutputs(outputs) as [Float32Array];
    for (let i = 0; i < average.length; i++) moved[i] = decay * average[i]! + (1 - decay) * value[i]!;
  },
};
