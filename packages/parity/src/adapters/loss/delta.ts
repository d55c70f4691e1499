import { smoothL1 } from '@tandem-det/kernels';
import { operation } from '../../operation.ts';
import { readReduction } from './reduce.ts';

/** L1 and smooth L1, of each value. */
export const deltaAdapter = (kind: 'l1' | 'smooth-l1') =>
  operation((options) => {
    const beta = kind === 'l1' ? 0 : options.number('beta');
    const reduce = readReduction(options);
    return {
      inputs: { pred: 'plain', target: 'plain', weight: 'plain' },
      outputs: { elements: 'plain', loss: 'plain' },
      forward: ({ pred, target, weight }) => {
        const elements = smoothL1(pred!, target!, { beta });
        return { elements, loss: reduce(elements, weight) };
      },
    };
  });
