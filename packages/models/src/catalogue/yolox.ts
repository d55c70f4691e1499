import type { SelectionOptions } from '@tandem-det/detector';
import { COCO_CLASSES } from './coco-classes.ts';
import { mmdetectionYoloxInput, yoloxInput } from './input-recipe.ts';
import { openMmLabWeights } from './openmmlab-weights.ts';
import type { PublishedArchitecture, PublishedDetector } from './published-model.ts';

/** Of YOLOX's `yolox_base.py` and of mmdetection's `yolox_s_8x8_300e_coco.py`; the rest is as `yolox` has it. */
const detection: SelectionOptions = { scoreThreshold: 0.01, iouThreshold: 0.65 };

const RELEASE = 'https://github.com/Megvii-BaseDetection/YOLOX/releases/download/0.1.1rc0';

interface Release {
  readonly size: NonNullable<Extract<PublishedArchitecture, { preset: 'yolox' }>['size']>;
  readonly side: number;
  readonly ap: number;
  readonly sha256: string;
  /** Absent where nobody says it. */
  readonly bytes?: number;
}

/** Megvii publishes no sums: these are those of public projects that check them, each found in at least two. */
const RELEASES: readonly Release[] = [
  {
    size: 'nano',
    side: 416,
    ap: 25.8,
    sha256: 'cd28f55fbbc1829f99d9ac9b38a16d259a22889739c8728ea877610201feff7b',
    bytes: 7_694_953,
  },
  {
    size: 'tiny',
    side: 416,
    ap: 32.8,
    sha256: '9de513de589ac98bb92d3bca53b5af7b9acfa9b0bacb831f7999d0f7afaee8f0',
    bytes: 40_755_013,
  },
  {
    size: 's',
    side: 640,
    ap: 40.5,
    sha256: 'f55ded7181e1b0c13285c56e7790b8f0e8f8db590fe4edb37f0b7f345c913a30',
    bytes: 72_089_125,
  },
  {
    size: 'm',
    side: 640,
    ap: 46.9,
    sha256: '60076992b32da82951c90cfa7bd6ab70eba9eda243e08b940a396f60ac2d19b6',
    bytes: 203_114_461,
  },
  {
    size: 'l',
    side: 640,
    ap: 49.7,
    sha256: '1e6b7fa6240375370b2a8a8eab9066b3cdd43fd1d0bfa8d2027fd3a51def2917',
  },
  {
    size: 'x',
    side: 640,
    ap: 51.1,
    sha256: '5652330b6ae860043f091b8f550a60c10e1129f416edfdb65c259be6caf355cf',
    bytes: 793_463_373,
  },
];

/** YOLOX of its authors, release 0.1.1rc0. */
export const YOLOX: readonly PublishedDetector[] = RELEASES.map(({ size, side, ap, sha256, bytes }) => ({
  kind: 'detector',
  name: `yolox-${size}`,
  title: `YOLOX-${size}`,
  model: { preset: 'yolox', size },
  weights: {
    urls: [`${RELEASE}/yolox_${size}.pth`],
    fileName: `yolox_${size}.pth`,
    stateDict: 'model',
    sha256,
    ...(bytes !== undefined && { size: bytes }),
  },
  license: 'Apache-2.0',
  classes: COCO_CLASSES,
  input: yoloxInput(side),
  detection,
  published: { ap, on: 'COCO val2017' },
  source: 'https://github.com/Megvii-BaseDetection/YOLOX#benchmark',
}));

/** Size, side, AP, and the end of the file's name. */
const MMDETECTION = [
  ['tiny', 416, 32, '20211124_171234-b4047906'],
  ['s', 640, 40.5, '20211121_095711-4592a793'],
  ['l', 640, 49.4, '20211126_140236-d3bd2b23'],
  ['x', 640, 50.9, '20211126_140254-1ef88d67'],
] as const;

/** YOLOX trained by mmdetection; SimOTA by the rule before 2023. */
export const MMDETECTION_YOLOX: readonly PublishedDetector[] = MMDETECTION.map(([size, side, ap, end]) => ({
  kind: 'detector',
  name: `yolox-${size}-mmdetection`,
  title: `yolox_${size}_8x8_300e_coco`,
  model: { preset: 'yolox', size, region: 'box-and-center' },
  weights: openMmLabWeights(`yolox/yolox_${size}_8x8_300e_coco/yolox_${size}_8x8_300e_coco_${end}.pth`),
  license: 'Apache-2.0',
  classes: COCO_CLASSES,
  input: mmdetectionYoloxInput(side),
  detection,
  published: { ap, on: 'COCO val2017' },
  source: 'https://github.com/open-mmlab/mmdetection/blob/main/configs/yolox/metafile.yml',
}));
