import type { BatchPosition } from '@tandem-det/data';

/** Named figures of an evaluation, such as AP, AP50 and AP75 in [0, 1]. */
export type Figures = Readonly<Record<string, number>>;

/** A drawn image of the validation set. */
export interface Picture {
  /** Of the image: the same in every evaluation. */
  readonly name: string;
  readonly png: Uint8Array;
}

/** What one optimizer step did. */
export interface StepRecord {
  /** From 0. */
  readonly step: number;
  readonly epoch: number;
  /** Index of the batch in its epoch. */
  readonly batch: number;
  readonly learningRate: number;
  /** Sum of the terms. */
  readonly loss: number;
  /** Each loss term as it enters the sum. */
  readonly terms: Figures;
  /** L2 norm over all gradients, before clipping. */
  readonly gradientNorm: number;
  /** Priors that answered for an object, over the batch. */
  readonly positives: number;
  readonly images: number;
  readonly imagesPerSecond: number;
  /** Seconds that the step waited for its images. */
  readonly dataWait: number;
  /** Bytes of memory that the process holds after the step. */
  readonly memory: number;
  /** Tensors alive after the step: constant where nothing leaks. */
  readonly tensors: number;
}

/** What a training run tells as it goes; all but `progress` are lines of its log. */
export type TrainEvent =
  | {
      readonly kind: 'start';
      /** The first batch, and the steps done before it. */
      readonly from: number;
      readonly steps: number;
      readonly stepsPerEpoch: number;
      readonly batchSize: number;
      readonly images: number;
      readonly parameters: number;
      readonly backend: string;
      readonly next: BatchPosition;
    }
  | ({ readonly kind: 'step' } & StepRecord)
  /** `step` is the number of steps done, as for the others below. */
  | { readonly kind: 'evaluation'; readonly step: number; readonly epoch: number; readonly figures: Figures }
  | { readonly kind: 'pictures'; readonly step: number; readonly files: readonly string[] }
  | { readonly kind: 'checkpoint'; readonly step: number; readonly path: string }
  | { readonly kind: 'warning'; readonly step: number; readonly message: string }
  | { readonly kind: 'stopped'; readonly step: number }
  | { readonly kind: 'finished'; readonly step: number };
