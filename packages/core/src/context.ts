import type { Tensor4D } from '@tensorflow/tfjs-core';

/** One layer's work in a forward pass, as `tandem inspect` lists it. */
export interface LayerTrace {
  /** Parameter prefix, such as `backbone.layer1.0.conv1`. */
  readonly name: string;
  readonly kind: string;
  readonly outputShape: readonly number[];
  /** Multiply–accumulate operations. */
  readonly macs: number;
}

/** What a batch normalisation gets in a forward pass. */
export interface NormTrace {
  /** Prefix of its parameters, such as `backbone.bn1`. */
  readonly scope: string;
  /** [B, H, W, C] */
  readonly x: Tensor4D;
  readonly epsilon: number;
}

/** How a forward pass runs. */
export interface Context {
  /** Batch statistics are used and updated, and gradients may be taken. */
  readonly training: boolean;
  /** Batch statistics are used, but leave the running ones as they are: a pass that will be repeated. */
  readonly keepsStatistics?: boolean;
  /** Called by every layer that computes, in order. */
  readonly trace?: (layer: LayerTrace) => void;
  /** Is shown what each batch normalisation gets; they are then not folded. */
  readonly measure?: (norm: NormTrace) => void;
}

export const INFERENCE: Context = { training: false };
export const TRAINING: Context = { training: true };
