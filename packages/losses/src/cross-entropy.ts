import { describe, expectThat, nonNegative, readOptions } from '@tandem-det/base';
import { checkShape, type Loss } from '@tandem-det/core';
import { sigmoidCrossEntropy, softmaxCrossEntropy, withoutTape } from '@tandem-det/kernels';
import { add, expandDims, mul, sum, type Tensor2D, type Tensor3D, tensor1d } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { classTargets } from './class-targets.ts';
import { normalized, positives } from './normalizer.ts';
import { includedWeights, positiveWeights } from './prior-weights.ts';
import { normalizer, qualityTarget, termName } from './shared-options.ts';
import { targetQuality } from './target-quality.ts';

/** The options of `crossEntropy`, their defaults and their checks. */
export const crossEntropyOptions = z.strictObject({
  /**
   * `sigmoid`: each class is a yes or no, and background is a no to all of them. `softmax`: one class of K; it
   * knows no background, so it is for heads that tell objects from background otherwise.
   */
  activation: z.enum(['sigmoid', 'softmax']).default('sigmoid'),
  /** `sigmoid`: what a positive should reach for its class; YOLOX: `iou`. `softmax` knows `one` only. */
  target: qualityTarget.default('one'),
  /** `sigmoid`: priors that it is taken over; YOLOX, whose objectness has the others: `positives`. */
  over: z.enum(['all', 'positives']).default('all'),
  /** Weight of each class's positives, K numbers; 1 for each where absent. */
  classWeights: z.array(nonNegative).readonly().optional(),
  normalizer: normalizer.default(() => positives()),
  /** Name of the term. */
  name: termName.default('classification'),
});

export type CrossEntropyLossOptions = z.input<typeof crossEntropyOptions>;

/**
 * Cross-entropy of the classes, w the weights of classes:
 * - `sigmoid`: `Σ (w_k at the label, else 1) · BCE(σ(classLogits), y) / normalizer` over all classes of all
 *   priors that are not ignored, or of the positives; y is the target at the label, 0 elsewhere
 * - `softmax`: `Σ w_label · -log softmax(classLogits)_label / normalizer` over the positives; its normalizer
 *   is given the weights w_label, so that `sumOfWeights()` makes it a weighted mean
 *
 * Shapes: classLogits [B, A, K]. Returns the term `classification`.
 * Errors: an ExpectationError for weights that are not K numbers of at least 0, and for soft targets of a softmax.
 * Source: weights as PyTorch's `pos_weight` and `weight`; over the positives with IoU as target Ge et al. 2021,
 * YOLOX.
 */
export function crossEntropy(options: CrossEntropyLossOptions = {}): Loss {
  const read = readOptions('crossEntropy', crossEntropyOptions, options);
  return describe(classCrossEntropy('crossEntropy', read), 'crossEntropy', read);
}

/** `crossEntropy` without its description, for the losses that are made of it. */
export function classCrossEntropy(
  where: string,
  { activation, target, over, classWeights, normalizer, name }: z.output<typeof crossEntropyOptions>,
): Loss {
  expectThat(
    activation === 'sigmoid' || target === 'one',
    `${where}: target`,
    "'one' with softmax",
    `'${target}'`,
  );
  return (predictions, _priors, _truth, assignment) => {
    const { classLogits } = predictions;
    checkShape(where, classLogits, 'B A K');
    const classes = classLogits.shape[2];
    expectThat(
      (classWeights?.length ?? classes) === classes,
      `${where}: classWeights`,
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
      return { labels, targets, weights, divisor: normalizer(assignment, weights) };
    });
    const perPrior =
      activation === 'softmax'
        ? softmaxCrossEntropy(classLogits, targets)
        : sum(weighElements(sigmoidCrossEntropy(classLogits, targets), labels, classWeights), 2);
    return { [name]: normalized(perPrior, weights, divisor) };
  };
}

/** Elements [B, A, K] times their class's weight at the label. */
function weighElements(elements: Tensor3D, labels: Tensor3D, classWeights?: readonly number[]): Tensor3D {
  if (classWeights === undefined) return elements;
  const excess = tensor1d(classWeights.map((weight) => weight - 1));
  const weights = withoutTape(() => add(1, mul(labels, excess)));
  return mul(elements, weights);
}
