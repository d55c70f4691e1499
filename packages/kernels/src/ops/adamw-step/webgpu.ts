import { sizeOf } from '../../host/kernel.ts';
import type { WgslKernel } from '../../webgpu/kernel.ts';
import { widthOf } from '../../webgpu/values.ts';
import type { AdamwFactors } from './adamw-step.ts';

export const adamwStepWgsl: WgslKernel<AdamwFactors> = {
  name: 'TandemAdamwStep',
  run: ({ read, attributes, tensor, each }) => {
    const { kept, stepSize, correction, beta1, beta2, epsilon } = attributes;
    const [weight, mean] = [read('weight'), read('mean')];
    const [meanSquare, gradient] = [read('meanSquare'), read('gradient')];
    const [newWeight, newMean] = [tensor(weight.shape), tensor(weight.shape)];
    const newMeanSquare = tensor(weight.shape);
    const width = widthOf(sizeOf(weight.shape));
    each(sizeOf(weight.shape) / width, {
      reads: { weight, mean, meanSquare, gradient },
      writes: { newWeight, newMean, newMeanSquare },
      values: ['weight', 'mean', 'meanSquare', 'gradient', 'newWeight', 'newMean', 'newMeanSquare'],
      width,
      floats: { kept, stepSize, correction, beta1, rest1: 1 - beta1, beta2, rest2: 1 - beta2, epsilon },
      code: `
fn element(i: i32) {
  let g = gradient[i];
  let m = u.beta1 * mean[i] + u.rest1 * g;
  let s = u.beta2 * meanSquare[i] + u.rest2 * g * g;
  newMean[i] = m;
  newMeanSquare[i] = s;
  newWeight[i] = u.kept * weight[i] - (u.stepSize * m) / (sqrt(s) * u.correction + u.epsilon);
}`,
    });
    return [newWeight, newMean, newMeanSquare];
  },
};
