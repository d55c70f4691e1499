import { expectThat } from '@tandem-det/base';
import { checkShape, type Loss } from '@tandem-det/core';
import { sigmoidCrossEntropy, softmaxCrossEntropy, withoutTape } from '@tandem-det/kernels';
import { add, expandDims, mul, sum, type Tensor2D, type Tensor3D, tensor1d } from '@tensorflow/tfjs-core';
import { classTargets } from './class-targets.ts';
import { type Normaliser, normalised, positives } from './normaliser.ts';
import { includedWeights, positiveWeights } from './prior-weights.ts';
import { type QualityTarget, targetQuality } from './target-quality.ts';

export interface CrossEntropyLossOptions {
  /**
   * `sigmoid`: each class is a yes or no, and background is a no to all of them. `softmax`: one class of K; it
   * knows no background, so it is for heads that tell objects from background otherwise.
   */
  readonly activation?: 'sigmoid' | 'softmax';
  /** `sigmoid`: what a positive should reach for its class; YOLOX: `iou`. `softmax` knows `one` only. */
  readonly target?: QualityTarget;
  /** `sigmoid`: priors that it is taken over; YOLOX, whose objectness has the others: `positives`. */
  readonly over?: 'all' | 'positives';
  /** Weight of each class's positives, K numbers; 1 for each where absent. */
  readonly classWeights?: readonly number[];
  readonly normaliser?: Normaliser;
  /** Name of the term. */
  readonly name?: string;
}

/**
 * Cross-entropy of the classes, w the weights of classes:
 * - `sigmoid`: `Σ (w_k at the label, else 1) · BCE(σ(classLogits), y) / normaliser` over all classes of all
 *   priors that are not ignored, or of the positives; y is the target at the label, 0 elsewhere
 * - `softmax`: `Σ w_label · -log softmax(classLogits)_label / normaliser` over the positives; its normaliser
 *   is given the weights w_label, so that `sumOfWeights()` makes it a weighted mean
 *
 * Shapes: classLogits [B, A, K]. Returns the term `classification`.
 * Errors: an ExpectationError for weights that are not K numbers of at least 0, and for soft targets of a softmax.
 * Source: weights as PyTorch's `pos_weight` and `weight`; over the positives with IoU as target Ge et al. 2021,
 * YOLOX.
 */
export function crossEntropy({
  activation = 'sigmoid',
  target = 'one',
  over = 'all',
  classWeights,
  normaliser = positives(),
  name = 'classification',
}: CrossEntropyLossOptions = {}): Loss {
  expectThat(
    classWeights?.every((weight) => weight >= 0 && weight < Infinity) ?? true,
    'crossEntropy: classWeights',
    'numbers ≥ 0',
    String(classWeights),
  );
  expectThat(
    activation === 'sigmoid' || target === 'one',
    'crossEntropy: target',
    "'one' with softmax",
    `'${target}'`,
  );
  return (predictions, _priors, _truth, assignment) => {
    const { classLogits } = predictions;
    checkShape('crossEntropy', classLogits, 'B A K');
    const classes = classLogits.shape[2];
    expectThat(
      (classWeights?.length ?? classes) === classes,
      'crossEntropy: classWeights',
      `K = ${classes} numbers`,
      String(classWeights?.length),
    );
    const { labels, targets, weights, divisor } = withoutTape(() => {
      const labels = classTargets(assignment.labels, classes);
      const quality = targetQuality(target, predictions, assignment);
      const targets = quality ? mul(labels, expandDims(quality, 2)) : labels;
      const counted = over === 'all' ? includedWeights(assignment) : positiveWeights(assignment);
      const weights =
        activation === 'sigmoid'
          ? counted
          : (sum(classWeights ? mul(labels, tensor1d([...classWeights])) : labels, 2) as Tensor2D);
      return { labels, targets, weights, divisor: normaliser(assignment, weights) };
    });
    const perPrior =
      activation === 'softmax'
        ? softmaxCrossEntropy(classLogits, targets)
        : sum(weighElements(sigmoidCrossEntropy(classLogits, targets), labels, classWeights), 2);
    return { [name]: normalised(perPrior, weights, divisor) };
  };
}

/** Elements [B, A, K] times their class's weight at the label. */
function weighElements(elements: Tensor3D, labels: Tensor3D, classWeights?: readonly number[]): Tensor3D {
  if (classWeights === undefined) return elements;
  const excess = tensor1d(classWeights.map((weight) => weight - 1));
  const weights = withoutTape(() => add(1, mul(labels, excess)));
  return mul(elements, weights);
}
