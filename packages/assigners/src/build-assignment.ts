import { type Assignment, BACKGROUND, type GroundTruth, IGNORED, type Priors } from '@tandem-det/core';
import {
  add,
  cast,
  expandDims,
  gather,
  greaterEqual,
  mul,
  range,
  reshape,
  scalar,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';

/**
 * What becomes of priors in the padding of a batch, which are never assigned an object: negatives, or in
 * no loss at all.
 */
export type PaddedPriors = 'background' | 'ignored';

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
  const positive = greaterEqual(parts.gtIndex, scalar(0, 'int32')); // [B, A]
  const first = expandDims(mul(range(0, images, 1, 'int32'), scalar(objects, 'int32')), 1); // [B, 1]
  const flat = add(where(positive, parts.gtIndex, zerosLike(parts.gtIndex)), first) as Tensor2D; // [B, A] in B·G
  const classes = cast(reshape(truth.classes, [images * objects]), 'int32');
  const boxes = reshape(truth.boxes, [images * objects, 4]);
  const background = scalar(BACKGROUND, 'int32');
  return {
    gtIndex:
      parts.paddedPriors === 'background'
        ? parts.gtIndex
        : (where<Tensor>(
            greaterEqual(parts.valid, 0.5),
            parts.gtIndex,
            scalar(IGNORED, 'int32'),
          ) as Tensor2D),
    alignment: parts.alignment ?? (cast(positive, 'float32') as Tensor2D),
    labels: where<Tensor>(positive, gather(classes, flat), background) as Tensor2D,
    boxes: where<Tensor>(
      expandDims(positive, 2),
      gather(boxes, flat),
      expandDims(priors.boxes, 0),
    ) as Tensor3D,
  };
}
