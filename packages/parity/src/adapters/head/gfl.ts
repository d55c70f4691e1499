import type { DistributionPredictions, Priors } from '@tandem-det/core';
import { gflHead } from '@tandem-det/heads';
import * as tf from '@tensorflow/tfjs-core';
import type { Adapter } from '../../adapter.ts';
import type { Options } from '../../cases/options.ts';
import { readAssigner } from '../assigner/read-assigner.ts';
import { PADDED_PRIORS, readBatch, readSelection, readSharedHead, readSquares } from './read-head.ts';
import { readClassLoss, readDistributionLoss, readLossOptions, readOverlapLoss } from './read-losses.ts';
import { levelMaps, runHead } from './run-head.ts';

export const gflHeadAdapter: Adapter = async (context) => {
  const { options } = context;
  const setup = readGflHead(options);
  const selection = readSelection(options);
  const batch = readBatch(options);
  const paddedPriors = options.choice('paddedPriors', PADDED_PRIORS, 'ignored');
  const losses = readLossOptions(options);
  const training = {
    assigner: readAssigner(options, paddedPriors),
    terms: {
      cls: readClassLoss(losses),
      bbox: readOverlapLoss(losses),
      dfl: readDistributionLoss(losses),
    },
  };
  options.finish();
  await runHead(context, {
    ...setup,
    outputs: gflOutputs,
    training,
    ...(selection && { selection }),
    ...(batch && { batch }),
  });
};

/** The GFL head that a case's options describe. */
export function readGflHead(options: Options) {
  const { classes, strides, options: shared } = readSharedHead(options);
  const { channels } = shared;
  const head = gflHead({
    ...shared,
    ...readSquares(options),
    convs: options.number('convs'),
    longest: options.number('regMax'),
  });
  options.fixed({ targetClamp: 'distances over stride to [0, regMax - 0.1]', priorPoint: 'anchor centre' });
  return { head, classes, strides, channels };
}

/** `cls.i` as logits, `reg.i` as the scaled logits of the four distributions, side by side. */
export function gflOutputs(
  { classLogits, boxDistribution }: DistributionPredictions,
  priors: Priors,
): Readonly<Record<string, tf.Tensor>> {
  const [images, count, sides, bins] = boxDistribution.shape;
  const flat = tf.reshape(boxDistribution, [images, count, sides * bins]);
  return { ...levelMaps('cls', classLogits, priors), ...levelMaps('reg', flat, priors) };
}
