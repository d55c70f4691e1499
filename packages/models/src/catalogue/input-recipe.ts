/** How a photograph becomes the network's input; the section `input` of a config has the same keys. */
export interface InputRecipe {
  /** Pixels: what images are fitted into, or the two limits of `sides`. */
  readonly width: number;
  readonly height: number;
  /**
   * `fit`: as large as fits into width × height, which every batch has. `sides`: the short side becomes the smaller
   * number unless the long one would pass the larger; a batch is as large as its images, up to multiples of 32.
   */
  readonly resize: 'fit' | 'sides';
  /** Sides of the resized image that are no whole pixels: to the nearest, or cut off. */
  readonly rounding: 'nearest' | 'down';
  /** Boxes follow the whole sides, or the ratio before rounding. */
  readonly scale: 'sides' | 'ratio';
  /** Averages over all covered pixels when shrinking, as Pillow; false reads the two nearest of each axis, as OpenCV. */
  readonly antialias: boolean;
  /** What is done with a colour profile in the file. */
  readonly colorProfile: 'ignore' | 'apply';
  /** Of the channels that the network gets, and of the two below. */
  readonly channelOrder: 'RGB' | 'BGR';
  /** (pixel − mean) / deviation, of pixels from 0 to 255. */
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
  /** Pixel value beside and below the image; null for 0 after normalisation. */
  readonly padding: number | null;
}

/** OpenCV reads the file and resizes it; colour profiles are ignored. */
const OPENCV = { antialias: false, colorProfile: 'ignore' } as const;

/** YOLOX's own: sides cut off, boxes by the ratio, BGR from 0 to 255, grey around it. Source: `preproc` of YOLOX's `data_augment.py`. */
export function yoloxInput(side: number): InputRecipe {
  return {
    ...OPENCV,
    width: side,
    height: side,
    resize: 'fit',
    rounding: 'down',
    scale: 'ratio',
    channelOrder: 'BGR',
    mean: [0, 0, 0],
    deviation: [1, 1, 1],
    padding: 114,
  };
}

/** mmdetection's YOLOX: the same but for rounded sides, which boxes follow. Source: `rescale_size` of mmcv's `geometric.py`. */
export function mmdetectionYoloxInput(side: number): InputRecipe {
  return { ...yoloxInput(side), rounding: 'nearest', scale: 'sides' };
}

/** mmdetection at 1333 × 800 with backbones of torchvision. Source: its `configs/_base_/datasets/coco_detection.py`. */
export const MMDETECTION_INPUT: InputRecipe = {
  ...OPENCV,
  width: 1333,
  height: 800,
  resize: 'sides',
  rounding: 'nearest',
  scale: 'sides',
  channelOrder: 'RGB',
  mean: [123.675, 116.28, 103.53],
  deviation: [58.395, 57.12, 57.375],
  padding: null,
};

/** The same with backbones of Detectron 2, converted from Caffe. Source: `retinanet_r50_caffe_fpn_1x_coco.py`. */
export const DETECTRON2_INPUT: InputRecipe = {
  ...MMDETECTION_INPUT,
  channelOrder: 'BGR',
  mean: [103.53, 116.28, 123.675],
  deviation: [1, 1, 1],
};

/** The same with backbones of Detectron 1, converted from Caffe. Source: `fcos_r50_caffe_fpn_gn-head_1x_coco.py`. */
export const DETECTRON_INPUT: InputRecipe = {
  ...DETECTRON2_INPUT,
  mean: [102.9801, 115.9465, 122.7717],
};

/**
 * torchvision's detectors: sides cut off, pixels interpolated without antialiasing (here rounded to whole levels, there
 * not). Source: `GeneralizedRCNNTransform` of torchvision's `transform.py`.
 */
export const TORCHVISION_INPUT: InputRecipe = { ...MMDETECTION_INPUT, rounding: 'down' };
