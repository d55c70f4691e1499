import { ExpectationError } from '@tandem-det/base';
import type { Progress } from '@tandem-det/core';
import type { Batch } from '@tandem-det/data/batches';
import * as tf from '@tensorflow/tfjs-core';
import { clipByGlobalNorm, globalNorm } from '../optimizer/global-norm.ts';
import type { Gradients, Optimizer } from '../optimizer/optimizer.ts';
import type { Figures } from './events.ts';
import type { TrainableDetector } from './trainable.ts';

export interface TrainingStepOptions {
  readonly detector: TrainableDetector;
  readonly batch: Batch;
  readonly progress: Progress;
  readonly optimizer: Optimizer;
  /** Images that are computed at a time; all of them by default. */
  readonly microBatch?: number | undefined;
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
  const { detector, batch, progress, optimizer, microBatch, learningRate, clipNorm } = options;
  const { terms, gradients, positives } = detector.gradients(batch.images, batch.truth, progress, {
    ...(microBatch !== undefined && { microBatch }),
  });
  const norm = globalNorm(gradients);
  try {
    const names = Object.keys(terms);
    const scalars = [...Object.values(terms), norm, positives];
    const stacked = tf.stack(scalars);
    const values = [...(await stacked.data<'float32'>())];
    stacked.dispose();
    const figures = Object.fromEntries(names.map((name, index) => [name, values[index]!]));
    const gradientNorm = values[names.length]!;
    await requireFinite(figures, gradientNorm, gradients, batch, progress.step);

    const clipped = clipNorm === undefined ? gradients : clipByGlobalNorm(gradients, gradientNorm, clipNorm);
    optimizer.apply(detector.parameters.trainable, clipped, learningRate);
    if (clipped !== gradients) tf.dispose([...clipped.values()]);
    const loss = Object.values(figures).reduce((sum, value) => sum + value, 0);
    return { loss, terms: figures, gradientNorm, positives: values[names.length + 1]! };
  } finally {
    tf.dispose([...Object.values(terms), ...gradients.values(), norm, positives]);
  }
}

async function requireFinite(
  terms: Figures,
  gradientNorm: number,
  gradients: Gradients,
  batch: Batch,
  step: number,
): Promise<void> {
  const term = Object.entries(terms).find(([, value]) => !Number.isFinite(value));
  if (term === undefined && Number.isFinite(gradientNorm)) return;
  const [what, value] = term
    ? [`loss term "${term[0]}"`, term[1]]
    : [await badGradient(gradients), gradientNorm];
  throw new ExpectationError(
    `training, step ${step}, ${what}`,
    'a finite number',
    `${value} on the images ${batch.records.map(({ fileName }) => fileName).join(', ')}`,
    'The parameters of the last checkpoint are kept. The learning rate may be too high, or the warm-up too short.',
  );
}

/** The first gradient with a value that is not finite; the norm itself where its square only overflows. */
async function badGradient(gradients: Gradients): Promise<string> {
  for (const [name, gradient] of gradients) {
    const values = await gradient.data<'float32'>();
    if (values.some((value) => !Number.isFinite(value))) return `gradient of "${name}"`;
  }
  return 'gradient norm';
}
