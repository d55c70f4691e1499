import { expectThat } from '@tandem-det/base';
import { type Context, type DensePredictions, type ParameterStore, TRAINING } from '@tandem-det/core';
import {
  add,
  addN,
  concat,
  dispose,
  engine,
  keep,
  mul,
  type Scalar,
  scalar,
  slice,
  sum,
  type Tensor,
  type Tensor4D,
  tidy,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { freeSpent } from './free-spent.ts';
import type { StepGradients, TrainingPass } from './step-gradients.ts';

export interface AccumulationOptions<P extends DensePredictions> {
  readonly parameters: ParameterStore;
  readonly images: Tensor4D;
  /** Images that are computed at a time. */
  readonly microBatch: number;
  readonly predict: (images: Tensor4D, context: Context) => P;
  /** The loss of the whole batch's predictions. */
  readonly loss: (predictions: P) => TrainingPass;
}

/**
 * The gradients of a whole batch, from a few of its images at a time, equal to rounding: whatever the loss is
 * divided by counts over the whole batch.
 *
 * First the predictions P of all images without keeping what their gradients need; then the loss of the whole
 * batch and D = ∂loss / ∂P; then image by image ∂(Σ P · D) / ∂parameters, summed. The memory is that of one
 * micro-batch and all predictions, the time that of one more forward pass. Not equal: layers that look across
 * the batch, as batch normalisation with batch statistics does, see a micro-batch.
 */
export function accumulatedGradients<P extends DensePredictions>(
  options: AccumulationOptions<P>,
): StepGradients {
  const { parameters, images, microBatch, predict } = options;
  const whole = Number.isInteger(microBatch) && microBatch >= 1;
  expectThat(whole, 'gradients: microBatch', 'a whole number of images ≥ 1', String(microBatch));
  const parts = Array.from({ length: Math.ceil(images.shape[0] / microBatch) }, (_, index) => ({
    begin: index * microBatch,
    size: Math.min(microBatch, images.shape[0] - index * microBatch),
  }));
  const { pass, names, slopes } = lossSlopes(options, parts);

  const variables = parameters.trainable.map(({ variable }) => variable);
  const gradients = new Map<string, Tensor>();
  for (const part of parts) {
    const { value, grads } = variableGrads(() => {
      const predictions = tensorsOf(predict(piece(images, part) as Tensor4D, TRAINING));
      const products = names.map((name, index) => sum(mul(predictions[name]!, piece(slopes[index]!, part))));
      const total = addN([scalar(0), ...products]) as Scalar;
      freeSpent(variables);
      return total;
    }, variables);
    value.dispose();
    for (const { name, variable } of parameters.trainable) {
      const gradient = grads[variable.name];
      if (gradient === undefined || gradient === null) continue;
      const before = gradients.get(name);
      gradients.set(name, before ? add(before, gradient) : gradient);
      if (before) dispose([before, gradient]);
    }
  }
  dispose([...slopes]);
  return { ...pass, gradients };
}

interface Part {
  readonly begin: number;
  readonly size: number;
}

/** The loss of the whole batch, and its slope in each kind of prediction that it depends on. */
function lossSlopes<P extends DensePredictions>(
  { images, predict, loss }: AccumulationOptions<P>,
  parts: readonly Part[],
): { readonly pass: TrainingPass; readonly names: readonly string[]; readonly slopes: readonly Tensor[] } {
  const predictions = tidy(() => {
    const pieces = parts.map((part) =>
      tidy(() => tensorsOf(predict(piece(images, part) as Tensor4D, { ...TRAINING, keepsStatistics: true }))),
    );
    return Object.fromEntries(
      Object.keys(pieces[0]!).map((name) => [
        name,
        concat(
          pieces.map((one) => one[name]!),
          0,
        ),
      ]),
    );
  });
  let pass: TrainingPass | undefined;
  const names = Object.keys(predictions);
  const { value, grads } = engine().gradients(
    () => {
      pass = loss(predictions as unknown as P);
      const terms = Object.values(pass.terms);
      for (const result of [...terms, pass.positives]) keep(result);
      return terms.reduce<Tensor>((total, term) => add(total, term), scalar(0));
    },
    Object.values(predictions),
    undefined,
    true,
  );
  dispose([value, ...Object.values(predictions)]);
  // null or undefined for predictions that the loss does not depend on
  const slopes = grads as (Tensor | null | undefined)[];
  const reached = names.filter((_, index) => slopes[index]);
  return { pass: pass!, names: reached, slopes: slopes.filter((slope) => slope != null) };
}

function piece(tensor: Tensor, { begin, size }: Part): Tensor {
  const rest = tensor.shape.slice(1);
  return slice(tensor, [begin, ...rest.map(() => 0)], [size, ...rest]);
}

function tensorsOf(predictions: DensePredictions): Record<string, Tensor> {
  return predictions as unknown as Record<string, Tensor>;
}
