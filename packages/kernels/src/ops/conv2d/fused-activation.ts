/** What a convolution can do to each of its sums before it stores them: `max(y, 0)`, or `y · σ(y)`. */
export type FusedActivation = 'relu' | 'silu';

/** Attributes of the forward kernel beside those of the geometry. */
export interface AfterConvolution {
  readonly activation?: FusedActivation;
}
