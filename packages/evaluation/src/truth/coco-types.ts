/** x, y of the upper left corner, width, height, in pixels: COCO's own box format. */
export type CocoBox = readonly [number, number, number, number];

/** One object of the ground truth, as in a COCO instances file. */
export interface CocoAnnotation {
  readonly id: number;
  readonly image_id: number;
  readonly category_id: number;
  readonly bbox: CocoBox;
  /** Pixels that decide small, medium or large; the box's own area where absent. */
  readonly area?: number;
  /** 1 for a region of many objects: detections inside it are neither right nor wrong. */
  readonly iscrowd?: number | boolean;
}

/** The parts of a COCO instances file that evaluation reads. */
export interface CocoGroundTruth {
  readonly images: readonly { readonly id: number }[];
  readonly annotations: readonly CocoAnnotation[];
  readonly categories: readonly { readonly id: number; readonly name?: string }[];
}

/** One detection, as in a COCO results file. */
export interface CocoDetection {
  readonly image_id: number;
  readonly category_id: number;
  readonly bbox: CocoBox;
  readonly score: number;
}
