/** How YOLOX was trained on COCO, as data; `optimizer`, `warmUp` and `decay` are what `@tandem-det/training` takes. */
export interface YoloxSchedule {
  /** Images of a step: the learning rate is meant for it. */
  readonly batchSize: number;
  readonly epochs: number;
  readonly optimizer: {
    readonly learningRate: number;
    readonly momentum: number;
    readonly nesterov: boolean;
    /** Of the filters alone: biases and normalisations have none. */
    readonly weightDecay: number;
  };
  /** The rate grows from ratio · rate with the square of the part that is done. */
  readonly warmUp: { readonly curve: 'quadratic'; readonly epochs: number; readonly ratio: number };
  /** From the end of the warm-up on; the last holdEpochs are all at the lowest rate. */
  readonly decay: { readonly kind: 'cosine'; readonly finalRatio: number; readonly holdEpochs: number };
  /** Last epochs: without mosaic and mix-up, with L1 on the raw outputs. */
  readonly closingEpochs: number;
  /** Weights for evaluation: an average with this decay, which grows to it as 1 − exp(−step / ramp). */
  readonly average: { readonly decay: number; readonly ramp: number };
  /** Side of the square images: the range it is drawn from, in steps of 32 pixels, and for evaluation. */
  readonly side: { readonly train: readonly [number, number]; readonly evaluate: number };
  /** Probability that an image is mirrored. */
  readonly flip: number;
  /** Channels in this order, from 0 to 255; smaller images are filled up with this value. */
  readonly pixels: { readonly order: 'BGR'; readonly padding: number };
}

/**
 * The published schedule of YOLOX-S to X. Tiny and nano are evaluated at 416 pixels and trained at 320 to 640
 * (their mosaics scale by 0.5 to 1.5, and nano has no mix-up).
 * Source: YOLOX's `yolox_base.py`, `exps/default`, `utils/lr_scheduler.py` and `utils/ema.py`.
 */
export const YOLOX_SCHEDULE: YoloxSchedule = {
  batchSize: 64,
  epochs: 300,
  optimizer: { learningRate: 0.01, momentum: 0.9, nesterov: true, weightDecay: 5e-4 },
  warmUp: { curve: 'quadratic', epochs: 5, ratio: 0 },
  decay: { kind: 'cosine', finalRatio: 0.05, holdEpochs: 15 },
  closingEpochs: 15,
  average: { decay: 0.9998, ramp: 2000 },
  side: { train: [480, 800], evaluate: 640 },
  flip: 0.5,
  pixels: { order: 'BGR', padding: 114 },
};
