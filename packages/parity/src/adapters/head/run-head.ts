import {
  type Assigner,
  type DensePredictions,
  type Head,
  INFERENCE,
  type Loss,
  ParameterStore,
  type Priors,
  START,
  TRAINING,
} from '@tandem-det/core';
import { withoutTape } from '@tandem-det/kernels';
import * as tf from '@tensorflow/tfjs-core';
import type { CaseContext } from '../../adapter.ts';
import { gradientsOf } from '../../values/gradients.ts';
import { toTensor, toValues } from '../../values/to-tensor.ts';
import { checkImages } from '../assigner/check-rows.ts';
import { readGroundTruth } from '../ground-truth.ts';
import { checkParameterGradients, checkParameters, checkStatistics, fillParameters } from '../parameters.ts';
import { checkSelection } from './detections.ts';
import type { BatchShape, SelectionRules } from './rules.ts';

/** One loss term as a case names it. */
export interface Term<P extends DensePredictions> {
  readonly loss: Loss<P>;
  /** Weight with which the term enters the total. */
  readonly weight: number;
  /** What the last call of the loss divided its sum by. */
  readonly divisor: () => tf.Scalar;
}

/** A head's case, ready to run. */
export interface HeadSetup<P extends DensePredictions> {
  readonly head: Head<P>;
  readonly classes: number;
  /** Of every level, or of each. */
  readonly channels: number | readonly number[];
  readonly strides: readonly number[];
  /** The rest is absent where a case only counts parameters. */
  readonly training?: {
    readonly assigner: Assigner<P>;
    readonly terms: Readonly<Record<string, Term<P>>>;
  };
  /** The raw outputs are those of inference, before the training pass changes any statistics. */
  readonly inference?: boolean;
  readonly selection?: SelectionRules;
  readonly batch?: BatchShape;
  /** The case's raw outputs, computed from the predictions. */
  readonly outputs: (predictions: P, priors: Priors) => Readonly<Record<string, tf.Tensor>>;
}

/** Runs a head: parameters, raw outputs, decoded boxes and scores, detections; losses and gradients in training. */
export async function runHead<P extends DensePredictions>(
  context: CaseContext,
  setup: HeadSetup<P>,
): Promise<void> {
  const { tensors } = context;
  const { head, classes, channels, strides, training, selection, batch } = setup;
  const store = new ParameterStore();
  try {
    const levels = strides.map((stride, level) => ({
      stride,
      channels: typeof channels === 'number' ? channels : channels[level]!,
    }));
    const run = head.build(store.scope(), levels, classes);
    checkParameters(context, store);
    if (batch === undefined || !tensors.has('in.features.0')) return;
    fillParameters(context, store);
    const features = tensors.readAll('in.features').map((map) => toTensor('features', map) as tf.Tensor4D);
    const maps = features.map(({ shape: [, height, width] }) => ({ height, width }));
    const priors = head.priors(levels, maps);
    const inferred = setup.inference || training === undefined ? run(features, priors, INFERENCE) : undefined;
    const predict = () => run(features, priors, TRAINING);
    const trained =
      training && (await checkTraining(context, training, { features, priors, predict, store, batch }));
    const predictions = (inferred ?? trained)!;
    await checkStatistics(context, store);
    tensors.finish();
    for (const [name, map] of Object.entries(setup.outputs(predictions, priors))) {
      context.check(`out.${name}`, await toValues(map.rank === 4 ? 'features' : 'plain', map));
    }
    await checkSelection(context, head, predictions, priors, batch, selection);
  } finally {
    store.dispose();
  }
}

interface TrainingInputs<P extends DensePredictions> {
  readonly features: readonly tf.Tensor4D[];
  readonly priors: Priors;
  readonly predict: () => P;
  readonly store: ParameterStore;
  readonly batch: BatchShape;
}

/** Checks the assignment, the losses and the gradients of their sum; returns the predictions. */
async function checkTraining<P extends DensePredictions>(
  context: CaseContext,
  { assigner, terms }: NonNullable<HeadSetup<P>['training']>,
  { features, priors, predict, store, batch }: TrainingInputs<P>,
): Promise<P> {
  const truth = readGroundTruth(context.tensors, batch.padShapes);
  const forward = () => {
    const predictions = predict();
    const assignment = withoutTape(() => assigner(predictions, priors, truth, START));
    const losses = Object.entries(terms).map(([name, { loss, weight, divisor }]) => {
      const [unweighted] = Object.values(loss(predictions, priors, truth, assignment, START));
      return { name, unweighted: unweighted!, weighted: tf.mul(unweighted!, weight), divisor: divisor() };
    });
    const total = losses.reduce<tf.Tensor>((sum, { weighted }) => tf.add(sum, weighted), tf.scalar(0));
    keepAll(context, [predictions, assignment, losses, total]);
    return { outputs: { predictions, assignment, losses, total }, total: total as tf.Scalar };
  };
  const sources = [...features, ...store.trainable.map(({ variable }) => variable)];
  const { outputs, gradients } = gradientsOf(forward, sources);
  const { predictions, assignment, losses, total } = outputs;
  await checkImages(context, 'out.assigned', assignment.gtIndex);
  await checkImages(context, 'out.labels', assignment.labels);
  await checkImages(context, 'out.target', assignment.alignment);
  for (const { name, unweighted, weighted, divisor } of losses) {
    context.check(`out.loss.${name}`, await toValues('plain', weighted));
    context.check(`out.lossUnweighted.${name}`, await toValues('plain', unweighted));
    context.check(`out.normaliser.${name}`, await toValues('plain', divisor));
  }
  context.check('out.loss.total', await toValues('plain', total));
  for (const level of features.keys()) {
    context.check(`grad.in.features.${level}`, await toValues('features', gradients[level]!));
  }
  await checkParameterGradients(context, store.trainable, gradients.slice(features.length));
  return predictions;
}

/** Keeps every tensor in nested lists and records. */
function keepAll(context: CaseContext, value: unknown): void {
  if (value instanceof tf.Tensor) context.keep(value);
  else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) keepAll(context, part);
  }
}

/** Maps [B, H, W, priors of a cell · C] of each level out of [B, A, C]; `factor` multiplies each level's values. */
export function levelMaps(
  prefix: string,
  values: tf.Tensor,
  { levels }: Priors,
  factor: (stride: number) => number = () => 1,
): Readonly<Record<string, tf.Tensor>> {
  const [images, , channels = 1] = values.shape as [number, number, number?];
  const flat = tf.reshape(values, [images, -1, channels]);
  return Object.fromEntries(
    levels.map(({ offset, count, height, width, stride }, level) => {
      const rows = tf.slice(flat, [0, offset, 0], [images, count, channels]);
      const map = tf.reshape(tf.mul(rows, factor(stride)), [images, height, width, -1]);
      return [`${prefix}.${level}`, map];
    }),
  );
}
