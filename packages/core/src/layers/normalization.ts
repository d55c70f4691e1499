import { readOptions } from '@tandem-det/base';
import { z } from 'zod';
import type { ParameterScope } from '../parameters.ts';
import { batchNorm, batchNormOptions } from './batch-norm.ts';
import { groupNorm, groupNormOptions } from './group-norm.ts';
import type { NormalizationLayer } from './layer.ts';

const batch = batchNormOptions.shape;
const group = groupNormOptions.shape;

/** The choice of a normalization, as a value: names, defaults and checks. */
export const normOptions = z.discriminatedUnion('kind', [
  /** Batch statistics in training. */
  z.strictObject({ kind: z.literal('batch'), momentum: batch.momentum, epsilon: batch.epsilon }),
  /** Running statistics always, as loaded: for pretrained weights. Scale and offset still train. */
  z.strictObject({ kind: z.literal('frozen-batch'), epsilon: batch.epsilon }),
  /** Per image, so that the batch may be small: see `groupCount` for narrow widths. */
  z.strictObject({
    kind: z.literal('group'),
    groups: group.groups,
    minimumGroupSize: group.minimumGroupSize,
    epsilon: group.epsilon,
  }),
]);

/** The choice of a normalization. */
export type Norm = Readonly<z.input<typeof normOptions>>;

/** How the reference checkpoints name this normalisation: `bn` or `gn`. */
export function normName(norm: Norm): 'bn' | 'gn' {
  return norm.kind === 'group' ? 'gn' : 'bn';
}

/**
 * Builds the normalization that `norm` describes; `initialScale` is 0 for zero-initialized residual branches.
 * Errors: an ExpectationError for another kind, an unknown key or a value out of range.
 */
export function normalization(
  scope: ParameterScope,
  channels: number,
  norm: Norm,
  { initialScale = 1 }: { readonly initialScale?: number } = {},
): NormalizationLayer {
  const { kind, ...options } = readOptions('norm', normOptions, norm);
  switch (kind) {
    case 'batch':
      return batchNorm(scope, { ...options, channels, initialScale });
    case 'frozen-batch':
      return batchNorm(scope, { ...options, channels, initialScale, mode: 'frozen' });
    case 'group':
      return Object.assign(groupNorm(scope, { ...options, channels, initialScale }), {
        affine: () => undefined,
      });
  }
}
