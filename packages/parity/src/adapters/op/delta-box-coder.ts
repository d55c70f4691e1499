import { boxesFromDeltas, deltasFromBoxes } from '@tandem-det/core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { operation } from '../../operation.ts';
import { readCoder } from '../read-coder.ts';

export const deltaBoxCoderAdapter = operation((options) => {
  const coder = readCoder(options);
  options.fixed({ clipRule: '|dw|, |dh| <= ln(1000 / 16) after the stds' });
  return {
    inputs: { priors: 'plain', deltas: 'plain', targets: 'plain' },
    outputs: { decoded: 'plain', encoded: 'plain' },
    forward: ({ priors, deltas, targets }) => ({
      decoded: boxesFromDeltas(priors as Tensor2D, deltas as Tensor2D, coder),
      encoded: deltasFromBoxes(priors as Tensor2D, targets as Tensor2D, coder),
    }),
  };
});
