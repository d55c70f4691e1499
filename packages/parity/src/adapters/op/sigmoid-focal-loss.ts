import { sigmoidFocal } from '@tandem-det/kernels';
import { operation } from '../../operation.ts';

export const sigmoidFocalLossAdapter = operation((options) => {
  const settings = { alpha: options.number('alpha'), gamma: options.number('gamma') };
  options.fixed({ reduction: 'none', balance: 'alpha < 0 means no alpha weighting' });
  return {
    inputs: { logits: 'plain', targets: 'plain' },
    outputs: { loss: 'plain' },
    forward: ({ logits, targets }) => ({ loss: sigmoidFocal(logits!, targets!, settings) }),
  };
});
