import { simOta } from '@tandem-det/assigners';
import { START } from '@tandem-det/core';
import { assignSimOta } from '@tandem-det/kernels';
import * as tf from '@tensorflow/tfjs-core';
import type { Adapter } from '../../adapter.ts';
import { checkImages } from './check-rows.ts';
import { readObjects, readPoints, stackImages } from './priors.ts';

export const simOtaAdapter: Adapter = async (context) => {
  const { options, tensors } = context;
  const settings = {
    region: options.choice('geometry', {
      'within centerRadius of its centre': 'center',
      'in the object and within centerRadius of its centre': 'box-and-center',
    } as const),
    centerRadius: options.number('centerRadius'),
    penalty: options.number('penalty'),
    topK: options.number('topIous'),
    classWeight: options.number('clsWeight', 1),
    iouWeight: options.number('iouWeight'),
    iouEpsilon: options.number('iouEps'),
  };
  const classes = options.number('numClasses');
  const priors = readPoints(options, tensors);
  const truth = readObjects(options, tensors);
  options.fixed({
    candidates:
      settings.region === 'center'
        ? 'within centerRadius of any centre'
        : 'in any object, or within centerRadius of any centre',
    points: '(column + 0.5) * stride',
    overlaps: 'IoU with the assigned object, 0 for background',
  });
  options.finish();
  const predictions = {
    classLogits: stackImages(tensors.readAll('in.classLogits'), classes),
    boxes: stackImages(tensors.readAll('in.boxes'), 4),
    objectnessLogits: tf.squeeze<tf.Tensor2D>(stackImages(tensors.readAll('in.objectLogits'), 1), [2]),
  };
  tensors.finish();
  // The case's points are the middles of the cells already.
  const assignment = simOta({ ...settings, centerOffset: 0 })(predictions, priors, truth, START);
  const { overlaps } = assignSimOta(
    {
      ...predictions,
      centers: priors.centers,
      strides: priors.strides,
      validPriors: tf.onesLike(predictions.objectnessLogits),
      truthBoxes: truth.boxes,
      truthClasses: truth.classes,
      truthMask: truth.mask,
    },
    settings,
  );
  await checkImages(context, 'out.assigned', assignment.gtIndex);
  await checkImages(context, 'out.labels', assignment.labels);
  await checkImages(context, 'out.overlaps', overlaps);
};
