/** One layer's work in a forward pass, as `tandem inspect` lists it. */
export interface LayerTrace {
  /** Parameter prefix, such as `backbone.layer1.0.conv1`. */
  readonly name: string;
  readonly kind: string;
  readonly outputShape: readonly number[];
  /** Multiply–accumulate operations. */
  readonly macs: number;
}

/** How a forward pass runs. */
export interface Context {
  /** Batch statistics are used and updated, and gradients may be taken. */
  readonly training: boolean;
  /** Batch statistics are used, but leave the running ones as they are: a pass that will be repeated. */
  readonly keepsStatistics?: boolean;
  /** Called by every layer that computes, in order. */
  readonly trace?: (layer: LayerTrace) => void;
}

export const INFERENCE: Context = { training: false };
export const TRAINING: Context = { training: true };
