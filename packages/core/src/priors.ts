import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';

/** Height and width of one pyramid level's feature map, in cells. */
export interface MapSize {
  readonly height: number;
  readonly width: number;
}

/** One pyramid level of a set of priors, on the host. */
export interface PriorLevel extends MapSize {
  /** Pixels of the network's input per cell. */
  readonly stride: number;
  /** Priors of this level. */
  readonly count: number;
  /** Index of this level's first prior. */
  readonly offset: number;
}

/** The A places of all levels at which a head predicts: finest level first, then row, column, anchor of the cell. */
export interface Priors {
  /** [A, 2] as x, y in pixels of the network's input. */
  readonly centers: Tensor2D;
  /** [A], pixels per cell of each prior's level. */
  readonly strides: Tensor1D;
  /** [A, 4] as x1, y1, x2, y2 in pixels of the network's input. */
  readonly boxes: Tensor2D;
  readonly levels: readonly PriorLevel[];
}
