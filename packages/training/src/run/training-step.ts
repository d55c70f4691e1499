import { ExpectationError, type Progress } from '@tandem-det/core';
import type { Batch } from '@tandem-det/data';
import * as tf from '@tensorflow/tfjs-core';
import { clipByGlobalNorm, globalNorm } from '../optimizer/global-norm.ts';
import type { Optimizer } from '../optimizer/optimizer.ts';
import type { Figures } from './events.ts';
import type { TrainableDetector } from './trainable.ts';

export interface TrainingStepOptions {
  readonly detector: TrainableDetector;
  readonly batch: Batch;
  readonly progress: Progress;
  readonly optimizer: Optimizer;
  readonly learningRate: number;
  /** Largest global norm of the gradients. */
  readonly clipNorm: number | undefined;
}

export interface TrainingStepResult {
  readonly loss: number;
  readonly terms: Figures;
  readonly gradientNorm: number;
  readonly positives: number;
}

/**
 * Forward, backward and one optimizer step. Loss terms and gradient norm are read first: where one is
 * not finite it throws, naming term, step and images, and the parameters stay as they were.
 */
export async function trainingStep(options: TrainingStepOptions): Promise<TrainingStepResult> {
  const { detector, batch, progress, optimizer, learningRate, clipNorm } = options;
  const { terms, gradients, positives } = detector.gradients(batch.images, batch.truth, progress);
  const norm = globalNorm(gradients);
  try {
    const names = Object.keys(terms);
    const scalars = [...Object.values(terms), norm, positives];
    const stacked = tf.stack(scalars);
    const values = [...(await stacked.data<'float32'>())];
    stacked.dispose();
    const figures = Object.fromEntries(names.map((name, index) => [name, values[index]!]));
    const gradientNorm = values[names.length]!;
    requireFinite(figures, gradientNorm, batch, progress.step);

    const clipped = clipNorm === undefined ? gradients : clipByGlobalNorm(gradients, gradientNorm, clipNorm);
    optimizer.apply(detector.parameters.trainable, clipped, learningRate);
    if (clipped !== gradients) tf.dispose([...clipped.values()]);
    const loss = Object.values(figures).reduce((sum, value) => sum + value, 0);
    return { loss, terms: figures, gradientNorm, positives: values[names.length + 1]! };
  } finally {
    tf.dispose([...Object.values(terms), ...gradients.values(), norm, positives]);
  }
}

function requireFinite(terms: Figures, gradientNorm: number, batch: Batch, step: number): void {
  const bad = Object.entries({ ...terms, 'gradient norm': gradientNorm }).find(
    ([, value]) => !Number.isFinite(value),
  );
  if (bad === undefined) return;
  const [name, value] = bad;
  throw new ExpectationError(
    `training, step ${step}, ${name in terms ? `loss term "${name}"` : name}`,
    'a finite number',
    `${value} on the images ${batch.records.map(({ fileName }) => fileName).join(', ')}`,
    'The parameters of the last checkpoint are kept. The learning rate may be too high, or the warm-up too short.',
  );
}
