/** Sizes of a batch of images, height and width each. */
export interface BatchShape {
  readonly imageShapes: readonly (readonly [number, number])[];
  /** Each image's padded size inside the batch. */
  readonly padShapes: readonly (readonly [number, number])[];
}

/** How detections are chosen from a head's predictions. */
export interface SelectionRules {
  readonly scoreThreshold: number;
  readonly iouThreshold: number;
  readonly preNms: number;
  /** What preNms counts. */
  readonly candidates: 'priors' | 'pairs';
  readonly maxDetections: number;
  readonly labels?: 'all' | 'best';
  readonly inclusive?: boolean;
  readonly clip?: boolean;
}
