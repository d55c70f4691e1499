import { float, floatOutputs, floatsOf, type HostKernel, shapeOf } from '../../host/kernel.ts';
import type { SgdStepOptions } from './sgd-step.ts';

export const sgdStepKernel: HostKernel<Required<SgdStepOptions>> = {
  name: 'TandemSgdStep',
  outputs: (inputs) => [float(shapeOf(inputs, 'weight')), float(shapeOf(inputs, 'weight'))],
  run: (inputs, outputs, { learningRate, momentum, weightDecay, nesterov }) => {
    const weight = floatsOf(inputs, 'weight');
    const velocity = floatsOf(inputs, 'velocity');
    const gradient = floatsOf(inputs, 'gradient');
    const [newWeight, newVelocity] = floatOutputs(outputs) as [Float32Array, Float32Array];
    for (let i = 0; i < weight.length; i++) {
      const decayed = gradient[i]! + weightDecay * weight[i]!;
      const moved = momentum * velocity[i]! + decayed;
      newVelocity[i] = moved;
      newWeight[i] = weight[i]! - learningRate * (nesterov ? decayed + momentum * moved : moved);
    }
  },
};
