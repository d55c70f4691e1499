import type { AddonKernel } from '../../tensorflow/native.ts';
import type { SgdStepOptions } from './sgd-step.ts';

export const sgdStepAddon: AddonKernel<Required<SgdStepOptions>> = {
  name: 'TandemSgdStep',
  run: (
    { own, floats },
    { weight, velocity, gradient },
    { learningRate, momentum, weightDecay, nesterov },
  ) => {
    const factors = floats([learningRate, momentum, weightDecay], [3]);
    return own('SgdStep', [weight!, velocity!, gradient!, factors], 2, { nesterov });
  },
};
