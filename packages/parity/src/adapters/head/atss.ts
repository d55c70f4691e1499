import type { Priors } from '@tandem-det/core';
import { type DecoupledPredictions, decoupledHead, octaveAnchors } from '@tandem-det/heads';
import * as tf from '@tensorflow/tfjs-core';
import type { Adapter } from '../../adapter.ts';
import type { Options } from '../../cases/options.ts';
import { readAssigner } from '../assigner/read-assigner.ts';
import { PADDED_PRIORS, readAnchors, readBatch, readSelection, readSharedHead } from './read-head.ts';
import { readCenternessLoss, readClassLoss, readLossOptions, readOverlapLoss } from './read-losses.ts';
import { levelMaps, runHead } from './run-head.ts';

type AtssPredictions = DecoupledPredictions<'deltas', 'regression'>;

export const atssHeadAdapter: Adapter = async (context) => {
  const { options } = context;
  const { head, classes, strides, channels } = readAtssHead(options);
  const selection = readSelection(options);
  const batch = readBatch(options);
  const paddedPriors = options.choice('paddedPriors', PADDED_PRIORS, 'ignored');
  const losses = readLossOptions(options);
  const training = {
    assigner: readAssigner(options, paddedPriors),
    terms: {
      cls: readClassLoss(losses),
      bbox: readOverlapLoss(losses),
      centerness: readCenternessLoss(losses),
    },
  };
  options.finish();
  await runHead(context, {
    head,
    classes,
    channels,
    strides,
    outputs: atssOutputs,
    training,
    ...(selection && { selection }),
    ...(batch && { batch }),
  });
};

/** The decoupled head that a case's options describe. */
export function readAtssHead(options: Options) {
  const shared = readSharedHead(options);
  const head = decoupledHead({
    ...shared.options,
    anchors: octaveAnchors(readAnchors(options)),
    convs: options.number('convs'),
    regression: 'deltas',
    quality: options.choice('centernessOn', { 'reg tower': 'regression' } as const),
  });
  options.fixed({ score: 'class score over the threshold, then times centerness' });
  return { head, classes: shared.classes, strides: shared.strides, channels: shared.options.channels };
}

/** `cls.i` and `centerness.i` as logits, `reg.i` as scaled deltas, `centernessScores` as probabilities. */
export function atssOutputs(
  { classLogits, boxDeltas, qualityLogits }: AtssPredictions,
  priors: Priors,
): Readonly<Record<string, tf.Tensor>> {
  return {
    ...levelMaps('cls', classLogits, priors),
    ...levelMaps('reg', boxDeltas, priors),
    ...levelMaps('centerness', qualityLogits, priors),
    centernessScores: tf.sigmoid(qualityLogits),
  };
}
