import type { NativeKernel } from '../../tensorflow/native.ts';
import type { SgdStepOptions } from './sgd-step.ts';

export const sgdStepNative: NativeKernel<Required<SgdStepOptions>> = {
  name: 'TandemSgdStep',
  run: (
    { op, scalar },
    { weight, velocity, gradient },
    { learningRate, momentum, weightDecay, nesterov },
  ) => {
    const decayed =
      weightDecay === 0 ? gradient! : op('AddV2', [gradient!, op('Mul', [weight!, scalar(weightDecay)])]);
    const moved = op('AddV2', [op('Mul', [velocity!, scalar(momentum)]), decayed]);
    const step = nesterov ? op('AddV2', [op('Mul', [moved, scalar(momentum)]), decayed]) : moved;
    return [op('Sub', [weight!, op('Mul', [step, scalar(learningRate)])]), moved];
  },
};
