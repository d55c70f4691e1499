import type { DeltaPredictions, Priors } from '@tandem-det/core';
import { octaveAnchors, retinaHead } from '@tandem-det/heads';
import type * as tf from '@tensorflow/tfjs-core';
import type { Adapter } from '../../adapter.ts';
import type { Options } from '../../cases/options.ts';
import { readAssigner } from '../assigner/read-assigner.ts';
import { readCoder } from '../read-coder.ts';
import { PADDED_PRIORS, readAnchors, readBatch, readCommon, readSelection } from './read-head.ts';
import { readClassLoss, readDeltaOrOverlapLoss, readLossOptions } from './read-losses.ts';
import { levelMaps, runHead } from './run-head.ts';

export const retinanetHeadAdapter: Adapter = async (context) => {
  const { options } = context;
  const { coder, ...setup } = readRetinaHead(options);
  const selection = readSelection(options);
  const batch = readBatch(options);
  const paddedPriors = options.choice('paddedPriors', PADDED_PRIORS, 'ignored');
  const losses = readLossOptions(options);
  const training = {
    assigner: readAssigner(options, paddedPriors),
    terms: { cls: readClassLoss(losses), bbox: readDeltaOrOverlapLoss(losses, coder) },
  };
  options.finish();
  await runHead(context, {
    ...setup,
    outputs: retinaOutputs,
    training,
    ...(selection && { selection }),
    ...(batch && { batch }),
  });
};

/** The RetinaNet head that a case's options describe. */
export function readRetinaHead(options: Options) {
  const { classes, strides, channels } = readCommon(options);
  const section = options.section('coder');
  section.fixed({ type: 'delta' });
  const coder = readCoder(section);
  const head = retinaHead({
    channels,
    convs: options.number('convs'),
    coder,
    anchors: octaveAnchors(readAnchors(options)),
  });
  return { head, classes, strides, channels, coder };
}

/** `cls.i` as logits and `reg.i` as deltas, anchor by anchor of each cell. */
export function retinaOutputs(
  { classLogits, boxDeltas }: DeltaPredictions,
  priors: Priors,
): Readonly<Record<string, tf.Tensor>> {
  return { ...levelMaps('cls', classLogits, priors), ...levelMaps('reg', boxDeltas, priors) };
}
