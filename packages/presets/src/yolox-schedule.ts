import type { PublishedSchedule } from './published-schedule.ts';

/** How YOLOX was trained on COCO. */
export interface YoloxSchedule extends PublishedSchedule {
  /** Last epochs: without mosaic and mix-up, with L1 on the raw outputs. */
  readonly closingEpochs: number;
  /** Side of the square images: the range it is drawn from, in steps of 32 pixels, and for evaluation. */
  readonly side: { readonly train: readonly [number, number]; readonly evaluate: number };
}

/**
 * The published schedule of YOLOX-S to X. Tiny and nano are evaluated at 416 pixels and trained at 320 to 640
 * (their mosaics scale by 0.5 to 1.5, and nano has no mix-up). Filters alone have weight decay; pixels are not
 * normalised.
 * Source: YOLOX's `yolox_base.py`, `exps/default`, `utils/lr_scheduler.py` and `utils/ema.py`.
 */
export const YOLOX_SCHEDULE = {
  batchSize: 64,
  length: { epochs: 300 },
  learningRate: 0.01,
  sgd: {
    momentum: 0.9,
    nesterov: true,
    weightDecay: 5e-4,
    groups: [{ roles: ['bias', 'norm', 'scale'], decayFactor: 0 }],
  },
  warmUp: { curve: 'quadratic', epochs: 5, ratio: 0 },
  decay: { kind: 'cosine', finalRatio: 0.05, holdEpochs: 15 },
  closingEpochs: 15,
  average: { decay: 0.9998, ramp: 2000 },
  side: { train: [480, 800], evaluate: 640 },
  flip: 0.5,
  normalization: { order: 'BGR', mean: [0, 0, 0], deviation: [1, 1, 1], padding: 114 },
} as const satisfies YoloxSchedule;
