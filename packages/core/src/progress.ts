/** Where a training run stands; passed to assigners and losses. */
export interface Progress {
  /** Optimizer steps done so far. */
  readonly step: number;
  /** Whole epochs done so far. */
  readonly epoch: number;
}

/** The progress of a run that has not begun. */
export const START: Progress = { step: 0, epoch: 0 };
