import { taskAligned } from '@tandem-det/assigners';
import { START } from '@tandem-det/core';
import { assignTaskAligned } from '@tandem-det/kernels';
import * as tf from '@tensorflow/tfjs-core';
import type { Adapter } from '../../adapter.ts';
import { checkImages } from './check-rows.ts';
import { readObjects, readPriors, stackImages } from './priors.ts';
import { readAlignedSwitches } from './read-assigner.ts';

export const taskAlignedAdapter: Adapter = async (context) => {
  const { options, tensors } = context;
  const settings = {
    topK: options.number('topK'),
    alpha: options.number('alpha'),
    beta: options.number('beta'),
    insideMargin: options.number('insideMargin'),
    ...readAlignedSwitches(options),
  };
  const classes = options.number('numClasses');
  const priors = readPriors(options, tensors);
  const truth = readObjects(options, tensors);
  options.fixed({
    target: "t / (max t + 1e-7) * max IoU, both maxima over the object's positives",
    metric: 'score^alpha * IoU^beta with the assigned object, 0 for background',
  });
  options.finish();
  const scores = stackImages(tensors.readAll('in.scores'), classes);
  const boxes = stackImages(tensors.readAll('in.boxes'), 4);
  tensors.finish();
  const logits = Float32Array.from(await scores.data(), (score) => Math.log(score) - Math.log1p(-score));
  const predictions = { classLogits: tf.tensor3d(logits, scores.shape), boxes };
  const assignment = taskAligned(settings)(predictions, priors, truth, START);
  const { metric, overlaps } = assignTaskAligned(
    {
      scores,
      boxes,
      centers: priors.centers,
      validPriors: tf.ones([scores.shape[0], scores.shape[1]]),
      truthBoxes: truth.boxes,
      truthClasses: truth.classes,
      truthMask: truth.mask,
    },
    settings,
  );
  await checkImages(context, 'out.assigned', assignment.gtIndex);
  await checkImages(context, 'out.labels', assignment.labels);
  await checkImages(context, 'out.target', assignment.alignment);
  await checkImages(context, 'out.metric', metric);
  await checkImages(context, 'out.overlaps', overlaps);
};
