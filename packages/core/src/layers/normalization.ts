import { ExpectationError } from '@tandem-det/base';
import type { ParameterScope } from '../parameters.ts';
import { batchNorm } from './batch-norm.ts';
import { groupNorm } from './group-norm.ts';
import type { NormalizationLayer } from './layer.ts';

/** The choice of a normalisation, as a value. */
export type Norm =
  /** Batch statistics in training. */
  | { readonly kind: 'batch'; readonly momentum?: number; readonly epsilon?: number }
  /** Running statistics always, as loaded: for pretrained weights. Scale and offset still train. */
  | { readonly kind: 'frozen-batch'; readonly epsilon?: number }
  /** Per image, so that the batch may be small: see `groupCount` for narrow widths. */
  | {
      readonly kind: 'group';
      readonly groups?: number;
      readonly minimumGroupSize?: number;
      readonly epsilon?: number;
    };

/** How the reference checkpoints name this normalisation: `bn` or `gn`. */
export function normName(norm: Norm): 'bn' | 'gn' {
  return norm.kind === 'group' ? 'gn' : 'bn';
}

/**
 * Builds the normalisation that `norm` describes; `initialScale` is 0 for zero-initialised residual branches.
 * Throws for another kind.
 */
export function normalization(
  scope: ParameterScope,
  channels: number,
  norm: Norm,
  { initialScale = 1 }: { readonly initialScale?: number } = {},
): NormalizationLayer {
  const { kind, ...options } = norm;
  switch (kind) {
    case 'batch':
      return batchNorm(scope, { ...options, channels, initialScale });
    case 'frozen-batch':
      return batchNorm(scope, { ...options, channels, initialScale, mode: 'frozen' });
    case 'group':
      return Object.assign(groupNorm(scope, { ...options, channels, initialScale }), {
        affine: () => undefined,
      });
    default:
      throw new ExpectationError(
        'norm',
        "{ kind: 'batch' }, { kind: 'frozen-batch' } or { kind: 'group' }",
        JSON.stringify(norm),
      );
  }
}
