import { fcosRanges } from '@tandem-det/assigners';
import { distancesFromBoxes, START } from '@tandem-det/core';
import { centernessTarget } from '@tandem-det/losses';
import * as tf from '@tensorflow/tfjs-core';
import type { Adapter } from '../../adapter.ts';
import { Unsupported } from '../../unsupported.ts';
import { toTensor } from '../../values/to-tensor.ts';
import { checkImages } from './check-rows.ts';
import { readObjects } from './priors.ts';

export const fcosAdapter: Adapter = async (context) => {
  const { options, tensors } = context;
  const strides = options.numbers('strides');
  const counts = options.numbers('levels');
  const ranges = options.pairs('ranges');
  const sampling = options.boolean('centerSampling');
  const radius = sampling ? options.number('radius') : 0;
  if (!sampling) options.numberOrNull('radius');
  const truth = readObjects(options, tensors);
  options.fixed({
    rangeRule: 'largest distance in pixels, both ends inclusive',
    centerBox: 'cut to the object',
    conflict: 'smallest area',
    distances: 'left, top, right, bottom in pixels, 0 for background',
  });
  options.finish();
  const centers = toTensor('plain', tensors.read('in.points')) as tf.Tensor2D;
  tensors.finish();
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (strides.length !== counts.length || total !== centers.shape[0]) {
    throw new Unsupported('strides or levels that are not those of in.points');
  }
  let offset = 0;
  const levels = counts.map((count, level) => {
    offset += count;
    return { stride: strides[level]!, height: 1, width: count, count, offset: offset - count };
  });
  const priors = {
    centers,
    boxes: tf.concat([centers, centers], 1),
    strides: tf.tensor1d(levels.flatMap(({ stride, count }) => Array<number>(count).fill(stride))),
    levels,
  };
  const [images, count] = [truth.mask.shape[0], centers.shape[0]];
  const predictions = {
    classLogits: tf.zeros<tf.Rank.R3>([images, count, 1]),
    boxes: tf.zeros<tf.Rank.R3>([images, count, 4]),
  };
  const assignment = fcosRanges({ ranges, radius })(predictions, priors, truth, START);
  await checkImages(context, 'out.assigned', assignment.gtIndex);
  await checkImages(context, 'out.labels', assignment.labels);
  await checkImages(context, 'out.distances', distancesFromBoxes(centers, assignment.boxes));
  await checkImages(context, 'out.centerness', centernessTarget(priors, assignment));
};
