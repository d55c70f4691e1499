import { distributionIntegral } from '@tandem-det/kernels';
import * as tf from '@tensorflow/tfjs-core';
import type { Options } from '../../cases/options.ts';
import { operation } from '../../operation.ts';
import { Unsupported } from '../../unsupported.ts';
import type { CaseTensors } from '../../values/case-tensors.ts';

/** Reads `regMax`, the last bin, which must agree with the width of `in.logits`; returns the bins. */
export function checkBins(options: Options, tensors: CaseTensors, sides: number): number {
  const bins = options.number('regMax') + 1;
  const width = tensors.read('in.logits').shape.at(-1);
  if (width !== sides * bins) throw new Unsupported(`${bins} bins in logits ${width} wide`);
  return bins;
}

/** Expected distances of the four sides. */
export const distributionIntegralAdapter = operation((options, tensors) => {
  const bins = checkBins(options, tensors, 4);
  options.fixed({ input: '[n, 4 * (regMax + 1)], side-major' });
  return {
    inputs: { logits: 'plain' },
    outputs: { distances: 'plain' },
    forward: ({ logits }) => ({ distances: distributionIntegral(tf.reshape(logits!, [-1, 4, bins])) }),
  };
});
