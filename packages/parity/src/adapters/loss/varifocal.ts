import { varifocal } from '@tandem-det/kernels';
import { operation } from '../../operation.ts';
import { readReduction } from './reduce.ts';

export const varifocalAdapter = operation((options) => {
  const settings = {
    alpha: options.number('alpha'),
    gamma: options.number('gamma'),
    targetWeighted: options.boolean('iouWeighted'),
  };
  const reduce = readReduction(options);
  return {
    inputs: { logits: 'plain', targets: 'plain', weight: 'plain' },
    outputs: { elements: 'plain', loss: 'plain' },
    forward: ({ logits, targets, weight }) => {
      const elements = varifocal(logits!, targets!, settings);
      return { elements, loss: reduce(elements, weight) };
    },
  };
});
