import { count, expectThat, fraction, nonNegative, readOptions } from '@tandem-det/base';
import { batchNormAffine, batchNormFrozen, batchNormTrain, withoutTape } from '@tandem-det/kernels';
import { add, mul, type Tensor1D, type Tensor4D, type Variable } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { ParameterScope } from '../parameters.ts';
import { constant } from './initializers.ts';
import type { Layer, NormalizationLayer } from './layer.ts';

/** The options of `batchNorm`, their defaults and their checks. */
export const batchNormOptions = z.strictObject({
  channels: count,
  /**
   * `train`: batch statistics in a training context, and the running ones follow them.
   * `frozen`: always the running statistics, which stay as loaded; scale and offset still train.
   */
  mode: z.enum(['train', 'frozen']).default('train'),
  /** Weight of the new batch in the running statistics. */
  momentum: fraction.default(0.1),
  /** Added to the variance. */
  epsilon: nonNegative.default(1e-5),
  /** 0 starts a residual branch at nothing. */
  initialScale: z.number().default(1),
});

export type BatchNormLayerOptions = z.input<typeof batchNormOptions>;

/**
 * Batch normalisation with parameters `weight`, `bias` [C] and statistics `running_mean`, `running_var` [C].
 *
 * In a training context of mode `train`: y from the batch's mean and biased variance over n = B·H·W values,
 * and `running = (1 - momentum) · running + momentum · batch`, with the variance times n / (n - 1).
 * Otherwise y from the running statistics. A frozen scope implies the mode `frozen`.
 *
 * Errors: an ExpectationError for an unknown option; and training with n = 1, where the variance is 0. Source: PyTorch's BatchNorm2d, whose
 * `num_batches_tracked` is not kept.
 */
export function batchNorm(scope: ParameterScope, options: BatchNormLayerOptions): NormalizationLayer {
  const read = readOptions('batchNorm', batchNormOptions, options);
  const { channels, mode, momentum, epsilon, initialScale } = read;
  const vector = (name: string, value: number, role: 'norm' | 'statistic') =>
    scope.parameter(name, [channels], {
      initializer: constant(value),
      role,
      trainable: role === 'norm',
    }) as Variable & Tensor1D;
  const scale = vector('weight', initialScale, 'norm');
  const offset = vector('bias', 0, 'norm');
  const runningMean = vector('running_mean', 0, 'statistic');
  const runningVariance = vector('running_var', 1, 'statistic');
  const learnsStatistics = mode === 'train' && scope.trainable;

  const trained = (x: Tensor4D, keepsStatistics: boolean): Tensor4D => {
    const values = x.size / channels;
    expectThat(
      values > 1,
      `batchNorm "${scope.path}"`,
      'more than one value per channel in training',
      `[${x.shape.join(', ')}]`,
      'Use larger images or batches, or group or frozen batch normalisation.',
    );
    const { y, mean, variance } = batchNormTrain(x, scale, offset, { epsilon });
    if (keepsStatistics) return y;
    withoutTape(() => {
      follow(runningMean, mean, 1);
      follow(runningVariance, variance, values / (values - 1));
      return [];
    });
    return y;
  };
  const follow = (running: Variable, batch: Tensor1D, factor: number) =>
    running.assign(add(mul(running, 1 - momentum), mul(batch, momentum * factor)));

  const usesBatch = (context: Context) => learnsStatistics && context.training;
  const normalize: Layer = (x, context) => {
    context.measure?.({ scope: scope.path, x, epsilon });
    const y = usesBatch(context)
      ? trained(x, context.keepsStatistics ?? false)
      : batchNormFrozen(x, runningMean, runningVariance, scale, offset, { epsilon });
    context.trace?.({ name: scope.path, kind: 'batch normalisation', outputShape: y.shape, macs: 0 });
    return y;
  };
  const affine: NormalizationLayer['affine'] = (context) =>
    usesBatch(context) || context.measure
      ? undefined
      : batchNormAffine(runningMean, runningVariance, scale, offset, { epsilon });
  return Object.assign(normalize, { affine });
}
