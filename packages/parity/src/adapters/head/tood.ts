import type { PaddedPriors } from '@tandem-det/assigners';
import type { DensePredictions, Head, Priors } from '@tandem-det/core';
import { taskAlignedHead } from '@tandem-det/heads';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Adapter } from '../../adapter.ts';
import type { Options } from '../../cases/options.ts';
import { readAssigner } from '../assigner/read-assigner.ts';
import { PADDED_PRIORS, readBatch, readSelection, readSharedHead, readSquares } from './read-head.ts';
import { readClassLoss, readLossOptions, readOverlapLoss } from './read-losses.ts';
import { levelMaps, runHead } from './run-head.ts';

export const toodHeadAdapter: Adapter = async (context) => {
  const { options } = context;
  const { head, classes, strides, channels } = readToodHead(options);
  const selection = readSelection(options);
  const batch = readBatch(options);
  const paddedPriors = options.choice('paddedPriors', PADDED_PRIORS, 'background');
  const training = options.has('losses') ? readTraining(options, paddedPriors) : undefined;
  options.fixed({ phase: ['aligned', 'warm-up'] });
  options.finish();
  await runHead(context, {
    head,
    classes,
    channels,
    strides,
    outputs: toodOutputs(head),
    ...(training && { training }),
    ...(selection && { selection }),
    ...(batch && { batch }),
  });
};

function readTraining(options: Options, paddedPriors: PaddedPriors) {
  const losses = readLossOptions(options);
  const terms = { cls: readClassLoss(losses), bbox: readOverlapLoss(losses) };
  return { assigner: readAssigner(options, paddedPriors), terms };
}

/** The T-Head that a case's options describe. */
export function readToodHead(options: Options) {
  const shared = readSharedHead(options);
  const { channels } = shared.options;
  const layers = options.number('convs');
  const hidden = options.number('layerAttentionHidden', Math.floor(channels / 8));
  const head = taskAlignedHead({
    ...shared.options,
    ...readSquares(options),
    interactiveLayers: layers,
    deformableLayers: options.number('deformableConvs', 0),
    deformableGroups: options.number('deformableGroups', 4),
    regression: options.choice('regression', {
      'anchor-free': 'anchor-free',
      'anchor-based': 'anchor-based',
    } as const),
    attentionHidden: hidden,
    alignmentHidden: options.number('alignmentHidden', Math.floor(channels / 4)),
    invalidBoxes: options.choice('invalidBoxes', { 'kept as they are': 'keep' } as const, 'keep'),
  });
  options.fixed({
    outputs: 'cls: probabilities sqrt(sigmoid * sigmoid); box: x1, y1, x2, y2 over stride',
  });
  return { head, classes: shared.classes, strides: shared.strides, channels };
}

/** `cls.i` as probabilities, `box.i` in strides. */
export function toodOutputs(head: Head<DensePredictions>) {
  return (predictions: DensePredictions, priors: Priors): Readonly<Record<string, Tensor>> => ({
    ...levelMaps('cls', head.scores(predictions), priors),
    ...levelMaps('box', predictions.boxes, priors, (stride) => 1 / stride),
  });
}
