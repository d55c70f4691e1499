import type { DatasetAccount } from './account.ts';

/** x1, y1, x2, y2 in pixels of the image: x from its left edge, y from its top edge. */
export type Box = readonly [x1: number, y1: number, x2: number, y2: number];

/** One class, in the order of the detector's outputs. */
export interface Category {
  /** Id in the annotations it came from: COCO ids need not start at 1 nor be dense. */
  readonly id: number;
  readonly name: string;
}

/** One annotated object. */
export interface ObjectRecord {
  readonly id: number;
  readonly box: Box;
  /** Index into the dataset's `classes`. */
  readonly classIndex: number;
  /** Pixels: of the annotated region where there is one, of the box otherwise. COCO AP groups objects by it. */
  readonly area: number;
  /** A group annotated as one: never a training target, and a match with it is not a mistake. */
  readonly crowd: boolean;
}

/** An image in memory. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  /** Rows from the top, pixels from the left, red green blue: height · width · 3 bytes. */
  readonly data: Uint8Array;
}

/** One image of a dataset; its pixels are read by `load`. */
export interface ImageRecord {
  readonly id: number;
  readonly fileName: string;
  readonly width: number;
  readonly height: number;
  readonly objects: readonly ObjectRecord[];
  /** Reads or renders the pixels. Throws an ExpectationError for a file that cannot be read or has another size. */
  load(): Promise<RgbImage>;
  /** How a worker thread can get at the pixels without `load`; where absent they are loaded here and sent. */
  readonly source?: ImageSource;
}

/** An image file as annotations describe it, and where they do, for errors. */
export interface ImageEntry {
  readonly width: number;
  readonly height: number;
  readonly folder: string;
  /** Relative to `folder`. */
  readonly fileName: string;
  /** What a wrong size is blamed on, such as `val.json: images[3]`. */
  readonly sizeField: string;
  /** What a missing file is blamed on, such as `val.json: images[3].file_name`. */
  readonly fileField: string;
  /** What is done with a colour profile in the file; `ignore` where absent. */
  readonly colorProfile?: 'ignore' | 'apply';
}

/** How any thread can get at an image's pixels: a file, or a scene to render. */
export type ImageSource =
  | { readonly kind: 'file'; readonly entry: ImageEntry }
  | {
      readonly kind: 'scene';
      readonly keys: readonly number[];
      readonly size: { readonly width: number; readonly height: number };
    };

/** Images with their objects. */
export interface DetectionDataset {
  readonly name: string;
  readonly classes: readonly Category[];
  readonly images: readonly ImageRecord[];
  /** What became of every file and entry that it was read from; absent where it is not read from files. */
  readonly account?: DatasetAccount;
}
