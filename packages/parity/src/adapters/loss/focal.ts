import { sigmoidFocal } from '@tandem-det/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { operation } from '../../operation.ts';
import { logitsOf } from './logits-of.ts';
import { oneHotTargets, readReduction } from './reduce.ts';

/** Focal loss with hard labels, of logits or of probabilities. */
export const focalAdapter = (input: 'logits' | 'probabilities') =>
  operation((options, tensors) => {
    const settings = { alpha: options.number('alpha'), gamma: options.number('gamma') };
    const reduce = readReduction(options);
    const classes = tensors.read(`in.${input}`).shape[1]!;
    options.fixed({ background: classes, logFloor: -100 });
    return {
      inputs: { [input]: 'plain', labels: 'plain', weight: 'plain' },
      outputs: { elements: 'plain', loss: 'plain' },
      forward: (inputs) => {
        const targets = tf.cast(oneHotTargets(inputs['labels']!, classes), 'float32');
        const given = inputs[input]!;
        const logits = input === 'logits' ? given : logitsOf(given);
        const elements = sigmoidFocal(logits, targets, settings);
        return { elements, loss: reduce(elements, inputs['weight']) };
      },
    };
  });
