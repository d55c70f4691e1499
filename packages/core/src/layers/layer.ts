import type { FusedActivation } from '@tandem-det/kernels';
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Context } from '../context.ts';

/** A built layer: its parameters exist; the call computes. x [B, H, W, C], returns [B, H', W', C']. */
export type Layer = (x: Tensor4D, context: Context) => Tensor4D;

/** `x · multiply + add` per channel, both [C]. */
export interface Affine {
  readonly multiply: Tensor1D;
  readonly add: Tensor1D;
}

/** A convolution that can also do what follows it. */
export interface ConvolutionLayer extends Layer {
  /** The convolution, an affine map of its channels, an activation: in one kernel where no gradient is recorded. */
  readonly followedBy: (
    x: Tensor4D,
    after: { readonly affine?: Affine | undefined; readonly activation?: FusedActivation | undefined },
  ) => Tensor4D;
}

/** A normalisation that may, in this context, be an affine map of what it is given. */
export interface NormalizationLayer extends Layer {
  readonly affine: (context: Context) => Affine | undefined;
}
