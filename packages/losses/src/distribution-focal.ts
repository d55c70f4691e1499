import { describe, nonNegative, readOptions } from '@tandem-det/base';
import {
  checkShape,
  type DistributionPredictions,
  distancesFromBoxes,
  type Loss,
  type Need,
  requirePrediction,
  withNeeds,
} from '@tandem-det/core';
import { distributionFocal as elements, withoutTape } from '@tandem-det/kernels';
import { clipByValue, div, expandDims, mean, type Tensor3D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { boxWeights } from './box-weight.ts';
import { normalized, sumOfWeights } from './normalizer.ts';
import { boxWeight, normalizer, termName } from './shared-options.ts';

/** The options of `distributionFocal`, their defaults and their checks. */
export const distributionFocalOptions = z.strictObject({
  weight: boxWeight.default('score'),
  /** GFL: `sumOfWeights({ floor: { atLeast: 1 } })`. */
  normalizer: normalizer.default(() => sumOfWeights()),
  /** Bins by which targets stay below the last one. */
  margin: nonNegative.default(0.1),
  /** Name of the term. */
  name: termName.default('distribution'),
});

export type DistributionFocalLossOptions = z.input<typeof distributionFocalOptions>;

const NEED = {
  field: 'boxDistribution',
  by: 'distributionFocal',
  remedy: 'Use a head that predicts boxes as distributions, such as gflHead(), or leave this loss out.',
} as const satisfies Need;

/**
 * Distribution focal loss of the positives: `Σ weight · mean over the four sides of DFL(distribution, y) /
 * normalizer`, y the distance from the prior's centre to that side of its object in strides, cut to
 * [0, R - 1 - margin]. DFL is `distributionFocal` of `@tandem-det/kernels`.
 *
 * Shapes: boxDistribution [B, A, 4, R] over bins of one stride. Returns the term `distribution`.
 * Errors: an ExpectationError for an unknown option; `createDetector` refuses a head that predicts no distribution (a compile error in TypeScript).
 * Source: Li et al. 2020, Generalized Focal Loss, equation 6; weights and margin as in its code.
 */
export function distributionFocal(options: DistributionFocalLossOptions = {}): Loss<DistributionPredictions> {
  const read = readOptions('distributionFocal', distributionFocalOptions, options);
  const { weight, normalizer, margin, name } = read;
  const loss: Loss<DistributionPredictions> = (predictions, priors, _truth, assignment) => {
    const where = 'distributionFocal';
    requirePrediction(NEED, predictions);
    const { boxDistribution } = predictions;
    const [images, count] = assignment.gtIndex.shape;
    checkShape(where, boxDistribution, `${images} ${count} 4 R`);
    const { targets, weights, divisor } = withoutTape(() => {
      const weights = boxWeights(weight, predictions, priors, assignment);
      const distances = distancesFromBoxes(priors.centers, assignment.boxes);
      const cells = div(distances, expandDims(priors.strides, 1)) as Tensor3D; // [B, A, 4]
      return {
        targets: clipByValue(cells, 0, boxDistribution.shape[3] - 1 - margin),
        weights,
        divisor: normalizer(assignment, weights),
      };
    });
    return { [name]: normalized(mean(elements(boxDistribution, targets), 2), weights, divisor) };
  };
  return withNeeds(describe(loss, 'distributionFocal', read), [NEED]);
}
