import { otaAssigner } from '@tandem-det/assigners';
import { boxesFromDistances, START } from '@tandem-det/core';
import { assignOta } from '@tandem-det/kernels';
import * as tf from '@tensorflow/tfjs-core';
import type { Adapter } from '../../adapter.ts';
import { checkImages } from './check-rows.ts';
import { readObjects, readPoints, stackImages } from './priors.ts';

export const otaAdapter: Adapter = async (context) => {
  const { options, tensors } = context;
  const settings = {
    alpha: options.number('alpha'),
    gamma: options.number('gamma'),
    iouWeight: options.number('iouWeight'),
    penalty: options.number('penalty'),
    centerRadius: options.number('centerRadius'),
    insideMargin: options.number('insideMargin'),
    topK: options.number('topIous'),
    epsilon: options.number('sinkhornEps'),
    iterations: options.number('sinkhornIterations'),
  };
  const classes = options.number('numClasses');
  const priors = readPoints(options, tensors);
  const truth = readObjects(options, tensors);
  options.fixed({
    sinkhornOrder:
      'column potentials (per prior) first, then row potentials, all potentials start at 1, ln(marginal + 1e-8)',
    backgroundRow: 'focal loss against all-zero targets',
    points: '(column + 0.5) * stride',
    iou: 'of distances; -ln(max(IoU, 1.1920929e-07))',
    supply: 'per object; background gets the rest',
    units: 'distances in pixels: left, top, right, bottom from the point',
  });
  options.finish();
  const predictions = {
    classLogits: stackImages(tensors.readAll('in.classLogits'), classes),
    boxes: boxesFromDistances(priors.centers, stackImages(tensors.readAll('in.distances'), 4)),
  };
  tensors.finish();
  const assignment = otaAssigner(settings)(predictions, priors, truth, START);
  const [images, count] = predictions.boxes.shape;
  const { supply } = assignOta(
    {
      ...predictions,
      centers: priors.centers,
      strides: priors.strides,
      validPriors: tf.ones([images, count]),
      truthBoxes: truth.boxes,
      truthClasses: truth.classes,
      truthMask: truth.mask,
    },
    settings,
  );
  await checkImages(context, 'out.assigned', assignment.gtIndex);
  await checkImages(context, 'out.labels', assignment.labels);
  const supplies = await supply.array();
  const masks = await truth.mask.array();
  for (const [image, row] of supplies.entries()) {
    const data = row.filter((_, object) => masks[image]![object]! > 0);
    context.check(`out.supply.${image}`, { shape: [data.length], data });
  }
};
