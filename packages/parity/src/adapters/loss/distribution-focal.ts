import { distributionFocal, distributionIntegral } from '@tandem-det/kernels';
import { operation } from '../../operation.ts';
import { checkBins } from '../op/distribution-integral.ts';
import { readReduction } from './reduce.ts';

/** Distribution focal loss of one side per sample, and the expected bin. */
export const distributionFocalAdapter = operation((options, tensors) => {
  checkBins(options, tensors, 1);
  const reduce = readReduction(options);
  options.fixed({ integral: 'out.integral = sum of k * softmax(logits)_k over k = 0..regMax' });
  return {
    inputs: { logits: 'plain', targets: 'plain', weight: 'plain' },
    outputs: { elements: 'plain', integral: 'plain', loss: 'plain' },
    forward: ({ logits, targets, weight }) => {
      const elements = distributionFocal(logits!, targets!);
      return { elements, integral: distributionIntegral(logits!), loss: reduce(elements, weight) };
    },
  };
});
