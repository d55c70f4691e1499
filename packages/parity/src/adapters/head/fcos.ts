import { distancesFromBoxes, type Priors, type QualityPredictions } from '@tandem-det/core';
import { fcosHead } from '@tandem-det/heads';
import * as tf from '@tensorflow/tfjs-core';
import type { Adapter } from '../../adapter.ts';
import type { Options } from '../../cases/options.ts';
import { Unsupported } from '../../unsupported.ts';
import { readFcosAssigner } from '../assigner/read-assigner.ts';
import { PADDED_PRIORS, readBatch, readCommon, readGroupNorm, readSelection } from './read-head.ts';
import { readCenternessLoss, readClassLoss, readLossOptions, readOverlapLoss } from './read-losses.ts';
import { levelMaps, runHead } from './run-head.ts';

const ACTIVATIONS = {
  'exp in pixels': 'exp(scale * x)',
  'relu in strides': 'relu(scale * x), times stride at inference only',
} as const;

export const fcosHeadAdapter: Adapter = async (context) => {
  const { options } = context;
  const setup = readFcosHead(options);
  const selection = readSelection(options);
  const batch = readBatch(options);
  const paddedPriors = options.choice('paddedPriors', PADDED_PRIORS, 'background');
  const assigner = readFcosAssigner(options, paddedPriors);
  const losses = readLossOptions(options);
  const terms = {
    cls: readClassLoss(losses),
    bbox: readOverlapLoss(losses),
    centerness: readCenternessLoss(losses),
  };
  options.finish();
  await runHead(context, {
    ...setup,
    outputs: fcosOutputs,
    training: { assigner, terms },
    ...(selection && { selection }),
    ...(batch && { batch }),
  });
};

/** The FCOS head that a case's options describe. */
export function readFcosHead(options: Options) {
  const { classes, strides, channels } = readCommon(options);
  const normOnBox = options.boolean('normOnBox');
  const regression = normOnBox ? 'relu in strides' : 'exp in pixels';
  const activation = options.text('regActivation', ACTIVATIONS[regression]);
  if (activation !== ACTIVATIONS[regression]) throw new Unsupported(`regActivation "${activation}"`);
  options.fixed({
    points: '(column * stride + floor(stride / 2))',
    score: 'class score over the threshold, then times centerness',
  });
  const head = fcosHead({
    channels,
    ...readGroupNorm(options, channels),
    convs: options.number('convs'),
    bias: options.boolean('convBias'),
    regression,
    quality: options.boolean('centernessOnReg') ? 'regression' : 'classification',
  });
  return { head, classes, strides, channels };
}

/** `cls.i` and `centerness.i` as logits, `reg.i` as distances in pixels, `centernessScores` as probabilities. */
export function fcosOutputs(
  { classLogits, boxes, qualityLogits }: QualityPredictions,
  priors: Priors,
): Readonly<Record<string, tf.Tensor>> {
  return {
    ...levelMaps('cls', classLogits, priors),
    ...levelMaps('reg', distancesFromBoxes(priors.centers, boxes), priors),
    ...levelMaps('centerness', qualityLogits, priors),
    centernessScores: tf.sigmoid(qualityLogits),
  };
}
