/** The priors of one image, to be searched for those that overlap an object. */
export interface OverlappingPriors {
  /** Those found last, rising. */
  readonly places: Int32Array;
  /** Their IoUs, as `singlePrecisionIou` has them. */
  readonly ious: Float32Array;
  /** Takes the priors of boxes from place `first` on; whether they are valid stands from `firstValid` on. */
  use(first: number, firstValid?: number): void;
  /** Finds those of an IoU above 0, `least` or more and less than `below` with the box at index `truth`: how many. */
  find(truth: number, least: number, below: number): number;
}

/**
 * A search among `count` neighbours in `boxes` [N, 4] for those that overlap one of `truthBoxes` [M, 4]. Boxes whose
 * entry in `valid` [N] is not above 0, or that have NaN, overlap nothing.
 */
export type OverlapSearch = (
  boxes: Float32Array,
  valid: Float32Array,
  truthBoxes: Float32Array,
  count: number,
) => OverlappingPriors;
