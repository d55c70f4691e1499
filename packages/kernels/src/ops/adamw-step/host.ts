import { float, floatOutputs, floatsOf, type HostKernel, shapeOf } from '../../host/kernel.ts';
import type { AdamwFactors } from './adamw-step.ts';

export const adamwStepKernel: HostKernel<AdamwFactors> = {
  name: 'TandemAdamwStep',
  outputs: (inputs) => ['weight', 'mean', 'meanSquare'].map((name) => float(shapeOf(inputs, name))),
  run: (inputs, outputs, { kept, stepSize, correction, beta1, beta2, epsilon }) => {
    const weight = floatsOf(inputs, 'weight');
    const mean = floatsOf(inputs, 'mean');
    const meanSquare = floatsOf(inputs, 'meanSquare');
    const gradient = floatsOf(inputs, 'gradient');
    const [newWeight, newMean, newMeanSquare] = floatOutputs(outputs) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    for (let i = 0; i < weight.length; i++) {
      const g = gradient[i]!;
      const m = beta1 * mean[i]! + (1 - beta1) * g;
      const s = beta2 * meanSquare[i]! + (1 - beta2) * g * g;
      newMean[i] = m;
      newMeanSquare[i] = s;
      newWeight[i] = kept * weight[i]! - (stepSize * m) / (Math.sqrt(s) * correction + epsilon);
    }
  },
};
