import type { AddonKernel } from '../../tensorflow/native.ts';
import type { AdamwFactors } from './adamw-step.ts';

export const adamwStepAddon: AddonKernel<AdamwFactors> = {
  name: 'TandemAdamwStep',
  run: (
    { own, floats },
    { weight, mean, meanSquare, gradient },
    { kept, stepSize, correction, beta1, beta2, epsilon },
  ) => {
    const factors = [kept, stepSize, correction, beta1, 1 - beta1, beta2, 1 - beta2, epsilon];
    return own('AdamwStep', [weight!, mean!, meanSquare!, gradient!, floats(factors, [8])], 3);
  },
};
