import { checkShape, type DistributionPredictions, distancesFromBoxes, type Loss } from '@tandem-det/core';
import { distributionFocal as elements, withoutTape } from '@tandem-det/kernels';
import { clipByValue, div, expandDims, mean, type Tensor3D } from '@tensorflow/tfjs-core';
import { type BoxWeight, boxWeights } from './box-weight.ts';
import { type Normaliser, normalised, sumOfWeights } from './normaliser.ts';
import { requirePrediction } from './require-prediction.ts';

export interface DistributionFocalLossOptions {
  readonly weight?: BoxWeight;
  /** GFL: `sumOfWeights({ floor: { atLeast: 1 } })`. */
  readonly normaliser?: Normaliser;
  /** Bins by which targets stay below the last one. */
  readonly margin?: number;
  /** Name of the term. */
  readonly name?: string;
}

/**
 * Distribution focal loss of the positives: `Σ weight · mean over the four sides of DFL(distribution, y) /
 * normaliser`, y the distance from the prior's centre to that side of its object in strides, cut to
 * [0, R - 1 - margin]. DFL is `distributionFocal` of `@tandem-det/kernels`.
 *
 * Shapes: boxDistribution [B, A, 4, R] over bins of one stride. Returns the term `distribution`.
 * Errors: an ExpectationError for a head that predicts no distribution (a compile error in TypeScript).
 * Source: Li et al. 2020, Generalized Focal Loss, equation 6; weights and margin as in its code.
 */
export function distributionFocal({
  weight = 'score',
  normaliser = sumOfWeights(),
  margin = 0.1,
  name = 'distribution',
}: DistributionFocalLossOptions = {}): Loss<DistributionPredictions> {
  return (predictions, priors, _truth, assignment) => {
    const where = 'distributionFocal';
    requirePrediction(
      where,
      predictions,
      'boxDistribution',
      'Use a head that predicts boxes as distributions, such as gflHead()',
    );
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
        divisor: normaliser(assignment, weights),
      };
    });
    return { [name]: normalised(mean(elements(boxDistribution, targets), 2), weights, divisor) };
  };
}
