import { checkShape, expectThat, type Loss } from '@tandem-det/core';
import { sigmoidCrossEntropy, softmaxCrossEntropy, withoutTape } from '@tandem-det/kernels';
import { add, mul, sum, type Tensor2D, type Tensor3D, tensor1d } from '@tensorflow/tfjs-core';
import { classTargets } from './class-targets.ts';
import { type Normaliser, normalised, positives } from './normaliser.ts';
import { includedWeights } from './prior-weights.ts';

export interface CrossEntropyLossOptions {
  /**
   * `sigmoid`: each class is a yes or no, and background is a no to all of them. `softmax`: one class of K; it
   * knows no background, so it is for heads that tell objects from background otherwise.
   */
  readonly activation?: 'sigmoid' | 'softmax';
  /** Weight of each class's positives, K numbers; 1 for each where absent. */
  readonly classWeights?: readonly number[];
  readonly normaliser?: Normaliser;
  /** Name of the term. */
  readonly name?: string;
}

/**
 * Cross-entropy of the classes with hard labels y, w the weights of classes:
 * - `sigmoid`: `Σ (w_k where y_k = 1, else 1) · BCE(σ(classLogits), y) / normaliser` over all classes of all
 *   priors that are not ignored
 * - `softmax`: `Σ w_label · -log softmax(classLogits)_label / normaliser` over the positives; its normaliser
 *   is given the weights w_label, so that `sumOfWeights()` makes it a weighted mean
 *
 * Shapes: classLogits [B, A, K]. Returns the term `classification`.
 * Errors: an ExpectationError for weights that are not K numbers of at least 0.
 * Source: weights as PyTorch's `pos_weight` and `weight`.
 */
export function crossEntropy({
  activation = 'sigmoid',
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
  return ({ classLogits }, _priors, _truth, assignment) => {
    checkShape('crossEntropy', classLogits, 'B A K');
    const classes = classLogits.shape[2];
    expectThat(
      (classWeights?.length ?? classes) === classes,
      'crossEntropy: classWeights',
      `K = ${classes} numbers`,
      String(classWeights?.length),
    );
    const { targets, weights, divisor } = withoutTape(() => {
      const targets = classTargets(assignment.labels, classes);
      const weights =
        activation === 'sigmoid'
          ? includedWeights(assignment)
          : (sum(classWeights ? mul(targets, tensor1d([...classWeights])) : targets, 2) as Tensor2D);
      return { targets, weights, divisor: normaliser(assignment, weights) };
    });
    const perPrior =
      activation === 'softmax'
        ? softmaxCrossEntropy(classLogits, targets)
        : sum(weighElements(sigmoidCrossEntropy(classLogits, targets), targets, classWeights), 2);
    return { [name]: normalised(perPrior, weights, divisor) };
  };
}

/** Elements [B, A, K] times their class's weight where the target is 1. */
function weighElements(elements: Tensor3D, targets: Tensor3D, classWeights?: readonly number[]): Tensor3D {
  if (classWeights === undefined) return elements;
  const excess = tensor1d(classWeights.map((weight) => weight - 1));
  const weights = withoutTape(() => add(1, mul(targets, excess)));
  return mul(elements, weights);
}
