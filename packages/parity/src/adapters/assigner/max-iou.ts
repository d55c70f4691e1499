import { buildAssignment } from '@tandem-det/assigners';
import { assignMaxIou } from '@tandem-det/kernels';
import * as tf from '@tensorflow/tfjs-core';
import type { Adapter } from '../../adapter.ts';
import { checkImages } from './check-rows.ts';
import { readObjects, readPriors } from './priors.ts';
import { readMaxIou } from './read-assigner.ts';

export const maxIouAdapter: Adapter = async (context) => {
  const { options, tensors } = context;
  const settings = readMaxIou(options);
  const priors = readPriors(options, tensors);
  const truth = readObjects(options, tensors);
  options.fixed({
    ignoreRule:
      'a prior whose largest intersection / prior area with an ignore box exceeds ignoreIof is ignored',
  });
  options.finish();
  const regions = tensors.readAll('in.ignoreBoxes');
  tensors.finish();
  const [images, count] = [truth.mask.shape[0], priors.boxes.shape[0]];
  const most = Math.max(1, ...regions.map(({ shape }) => shape[0]!));
  const boxes = new Float32Array(images * most * 4);
  const mask = new Float32Array(images * most);
  for (const [image, { shape, data }] of regions.entries()) {
    boxes.set(Float32Array.from(data), image * most * 4);
    mask.fill(1, image * most, image * most + shape[0]!);
  }
  const valid = tf.ones([images, count]) as tf.Tensor2D;
  const { gtIndex, overlaps } = assignMaxIou(
    {
      priorBoxes: priors.boxes,
      validPriors: valid,
      truthBoxes: truth.boxes,
      truthMask: truth.mask,
      ignoreBoxes: tf.tensor3d(boxes, [images, most, 4]),
      ignoreMask: tf.tensor2d(mask, [images, most]),
    },
    settings,
  );
  const { labels } = buildAssignment(priors, truth, { gtIndex, valid, paddedPriors: 'background' });
  await checkImages(context, 'out.assigned', gtIndex);
  await checkImages(context, 'out.labels', labels);
  await checkImages(context, 'out.maxOverlaps', overlaps);
};
