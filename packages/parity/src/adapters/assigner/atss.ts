import { atssAssigner } from '@tandem-det/assigners';
import { START } from '@tandem-det/core';
import { assignAtss } from '@tandem-det/kernels';
import * as tf from '@tensorflow/tfjs-core';
import type { Adapter } from '../../adapter.ts';
import { checkImages } from './check-rows.ts';
import { readObjects, readPriors } from './priors.ts';

export const atssAdapter: Adapter = async (context) => {
  const { options, tensors } = context;
  const settings = { topK: options.number('topK'), insideMargin: options.number('insideMargin') };
  const priors = readPriors(options, tensors);
  const truth = readObjects(options, tensors);
  options.fixed({
    threshold: "mean + unbiased standard deviation of the candidates' IoU",
    conflict: 'highest IoU',
    assignedOverlaps: 'IoU with the assigned object, 0 for background',
  });
  options.finish();
  tensors.finish();
  const [images, count] = [truth.mask.shape[0], priors.boxes.shape[0]];
  const predictions = {
    classLogits: tf.zeros<tf.Rank.R3>([images, count, 1]),
    boxes: tf.zeros<tf.Rank.R3>([images, count, 4]),
  };
  const assignment = atssAssigner(settings)(predictions, priors, truth, START);
  const { overlaps } = assignAtss(
    {
      priorBoxes: priors.boxes,
      centers: priors.centers,
      validPriors: tf.ones([images, count]),
      truthBoxes: truth.boxes,
      truthMask: truth.mask,
      levelCounts: priors.levels.map((level) => level.count),
    },
    settings,
  );
  await checkImages(context, 'out.assigned', assignment.gtIndex);
  await checkImages(context, 'out.labels', assignment.labels);
  await checkImages(context, 'out.assignedOverlaps', overlaps);
};
