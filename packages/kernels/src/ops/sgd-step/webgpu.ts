import { sizeOf } from '../../host/kernel.ts';
import type { WgslKernel } from '../../webgpu/kernel.ts';
import { widthOf } from '../../webgpu/values.ts';
import type { SgdStepOptions } from './sgd-step.ts';

export const sgdStepWgsl: WgslKernel<Required<SgdStepOptions>> = {
  name: 'TandemSgdStep',
  run: ({ read, attributes: { learningRate, momentum, weightDecay, nesterov }, tensor, each }) => {
    const [weight, velocity, gradient] = [read('weight'), read('velocity'), read('gradient')];
    const [newWeight, newVelocity] = [tensor(weight.shape), tensor(weight.shape)];
    const width = widthOf(sizeOf(weight.shape));
    each(sizeOf(weight.shape) / width, {
      reads: { weight, velocity, gradient },
      writes: { newWeight, newVelocity },
      values: ['weight', 'velocity', 'gradient', 'newWeight', 'newVelocity'],
      width,
      integers: { nesterov: Number(nesterov) },
      floats: { learningRate, momentum, weightDecay },
      code: `
fn element(i: i32) {
  let decayed = gradient[i] + u.weightDecay * weight[i];
  let moved = u.momentum * velocity[i] + decayed;
  newVelocity[i] = moved;
  newWeight[i] = weight[i] - u.learningRate * select(moved, decayed + u.momentum * moved, u.nesterov == 1);
}`,
    });
    return [newWeight, newVelocity];
  },
};
