import { nms } from '@tandem-det/kernels';
import type { Adapter } from '../../adapter.ts';

export const nmsAdapter: Adapter = async ({ options, tensors, check }) => {
  const iouThreshold = options.number('iouThreshold');
  options.fixed({ rule: 'suppress when IoU > threshold', ties: 'equal scores: lower index first' });
  options.finish();
  const boxes = Float32Array.from(tensors.read('in.boxes').data);
  const scores = Float32Array.from(tensors.read('in.scores').data);
  const keep = nms(boxes, scores, null, { iouThreshold });
  check('out.keep', { shape: [keep.length], data: keep });
};
