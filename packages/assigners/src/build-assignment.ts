import { type Assignment, BACKGROUND, type GroundTruth, IGNORED, type Priors } from '@tandem-det/core';
import {
  add,
  cast,
  concat,
  expandDims,
  fill,
  gather,
  greaterEqual,
  range,
  reshape,
  scalar,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  tensor1d,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { PaddedPriors } from './shared-options.ts';

export interface AssignmentParts {
  /** [B, A] int32, BACKGROUND where a prior has no object. */
  readonly gtIndex: Tensor2D;
  /** [B, A]: 1 for priors inside the image, 0 for those in the padding. */
  readonly valid: Tensor2D;
  /** [B, A] soft target of the positives; 1 for each where absent. */
  readonly alignment?: Tensor2D;
  readonly paddedPriors: PaddedPriors;
}

/**
 * The whole assignment from the indices that an assigner chose: classes and boxes gathered by index, the
 * prior's own box and class -1 where there is no object. Call it off the gradient tape, in a tidy.
 */
export function buildAssignment(priors: Priors, truth: GroundTruth, parts: AssignmentParts): Assignment {
  const [images, objects] = truth.mask.shape;
  const count = priors.boxes.shape[0];
  const { gtIndex, valid, paddedPriors } = parts;
  const positive = greaterEqual(gtIndex, scalar(0, 'int32')); // [B, A]
  const first = expandDims(range(0, images * objects, objects, 'int32'), 1); // [B, 1]
  const row = add(gtIndex, first) as Tensor2D; // [B, A]: the object among all B·G, where there is one

  // Where there is none, the rows behind the objects: one class -1 for all, one box for each prior.
  const none = zerosLike(gtIndex);
  const noClass = add(none, scalar(images * objects, 'int32'));
  const ownBox = add(none, range(images * objects, images * objects + count, 1, 'int32'));
  const classes = cast(reshape(truth.classes, [images * objects]), 'int32');
  const boxes = reshape(truth.boxes, [images * objects, 4]);
  return {
    gtIndex:
      paddedPriors === 'background'
        ? gtIndex
        : where(greaterEqual(valid, 0.5), gtIndex, fill([images, count], IGNORED, 'int32') as Tensor2D),
    alignment: parts.alignment ?? (cast(positive, 'float32') as Tensor2D),
    labels: gather(
      concat([classes, tensor1d([BACKGROUND], 'int32')]),
      where<Tensor>(positive, row, noClass),
    ) as unknown as Tensor2D,
    boxes: gather(concat([boxes, priors.boxes]), where<Tensor>(positive, row, ownBox)) as unknown as Tensor3D,
  };
}
