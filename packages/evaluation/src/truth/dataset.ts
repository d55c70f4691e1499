import type { CornerBox } from '../corner-box.ts';

/** A dataset as far as evaluation reads it; those of `@tandem-det/data` are of this form. */
export interface EvaluatedDataset {
  /** In the order of the indices that objects name them by. */
  readonly classes: readonly { readonly id: number; readonly name: string }[];
  readonly images: readonly {
    readonly id: number;
    readonly objects: readonly EvaluatedObject[];
  }[];
}

export interface EvaluatedObject {
  /** x1, y1, x2, y2 in pixels of the image. */
  readonly box: CornerBox;
  /** Index into `classes`. */
  readonly classIndex: number;
  /** Pixels that decide small, medium or large. */
  readonly area: number;
  /** A region of many objects: detections inside it are neither right nor wrong. */
  readonly crowd: boolean;
}
