import type { SelectionOptions } from '@tandem-det/detector';
import { COCO_CLASSES } from './coco-classes.ts';
import { DETECTRON_INPUT, DETECTRON2_INPUT, type InputRecipe, MMDETECTION_INPUT } from './input-recipe.ts';
import { openMmLabWeights } from './openmmlab-weights.ts';
import type { PublishedArchitecture, PublishedDetector } from './published-model.ts';

/** Of mmdetection before 2.20, by which these were measured: a thousand places of each level. */
const detection: SelectionOptions = {
  scoreThreshold: 0.05,
  iouThreshold: 0.6,
  preNms: 1000,
  candidates: 'priors',
  maxDetections: 100,
};

/** Batch statistics and the first stage stay as they are, as in training. */
const PRETRAINED = { norm: { kind: 'frozen-batch' }, frozenStages: 1 } as const;

interface Entry {
  readonly name: string;
  readonly title: string;
  readonly model: PublishedArchitecture;
  readonly ap: number;
  /** Below `mmdetection/v2.0/`. */
  readonly file: string;
  readonly input?: InputRecipe;
  readonly detection?: SelectionOptions;
}

const zoo = (method: string, entries: readonly Entry[], rule: SelectionOptions): PublishedDetector[] =>
  entries.map(({ name, title, model, ap, file, input = MMDETECTION_INPUT, detection: own }) => ({
    kind: 'detector',
    name,
    title,
    model: { ...PRETRAINED, ...model },
    weights: openMmLabWeights(file),
    license: 'Apache-2.0',
    classes: COCO_CLASSES,
    input,
    detection: { ...detection, ...rule, ...own },
    published: { ap, on: 'COCO val2017' },
    source: `https://github.com/open-mmlab/mmdetection/blob/main/configs/${method}/metafile.yml`,
  }));

const X101_64X4D = { depth: 101, groups: 64, groupWidth: 4 } as const;
const X101_32X4D = { depth: 101, groups: 32, groupWidth: 4 } as const;
const C3_TO_C5 = [3, 4, 5];
const C4_TO_C5 = [4, 5];

/** As mmdetection has it; the authors' code keeps boxes whose sides cross. */
const toodHead = { preset: 'tood', invalidBoxes: 'fall back' } as const;

export const TOOD: readonly PublishedDetector[] = [
  ...zoo(
    'tood',
    [
      {
        name: 'tood-r50',
        title: 'tood_r50_fpn_1x_coco',
        model: { ...toodHead, depth: 50 },
        ap: 42.4,
        file: 'tood/tood_r50_fpn_1x_coco/tood_r50_fpn_1x_coco_20211210_103425-20e20746.pth',
      },
      {
        name: 'tood-r50-anchor-based',
        title: 'tood_r50_fpn_anchor-based_1x_coco',
        model: { ...toodHead, depth: 50, regression: 'anchor-based' },
        ap: 42.4,
        file: 'tood/tood_r50_fpn_anchor_based_1x_coco/tood_r50_fpn_anchor_based_1x_coco_20211214_100105-b776c134.pth',
      },
      {
        name: 'tood-r50-2x',
        title: 'tood_r50_fpn_ms-2x_coco',
        model: { ...toodHead, depth: 50 },
        ap: 44.5,
        file: 'tood/tood_r50_fpn_mstrain_2x_coco/tood_r50_fpn_mstrain_2x_coco_20211210_144231-3b23174c.pth',
      },
      {
        name: 'tood-r101-2x',
        title: 'tood_r101_fpn_ms-2x_coco',
        model: { ...toodHead, depth: 101 },
        ap: 46.1,
        file: 'tood/tood_r101_fpn_mstrain_2x_coco/tood_r101_fpn_mstrain_2x_coco_20211210_144232-a18f53c8.pth',
      },
      {
        name: 'tood-x101-64x4d-2x',
        title: 'tood_x101-64x4d_fpn_ms-2x_coco',
        model: { ...toodHead, ...X101_64X4D },
        ap: 47.6,
        file: 'tood/tood_x101_64x4d_fpn_mstrain_2x_coco/tood_x101_64x4d_fpn_mstrain_2x_coco_20211211_003519-a4f36113.pth',
      },
      {
        name: 'tood-r101-deformable-2x',
        title: 'tood_r101-dconv-c3-c5_fpn_ms-2x_coco',
        model: { ...toodHead, depth: 101, deformable: { levels: C3_TO_C5, version: 2 }, deformableLayers: 2 },
        ap: 49.3,
        file: 'tood/tood_r101_fpn_dconv_c3-c5_mstrain_2x_coco/tood_r101_fpn_dconv_c3-c5_mstrain_2x_coco_20211210_213728-4a824142.pth',
      },
    ],
    // They came with mmdetection 2.20.
    { candidates: 'pairs' },
  ),
  {
    kind: 'detector',
    name: 'tood-x101-64x4d-deformable-2x',
    title: 'TOOD_X_101_dcnv2_FPN_2x',
    model: {
      preset: 'tood',
      ...PRETRAINED,
      ...X101_64X4D,
      deformable: { levels: C4_TO_C5, version: 2 },
      deformableLayers: 2,
    },
    weights: {
      urls: [],
      fileName: 'tood_x101_64x4d_fpn_dconv_c4-c5_mstrain_2x_coco.pth',
      stateDict: 'state_dict',
      page: 'https://github.com/fcjian/TOOD#models',
    },
    license: 'Apache-2.0',
    classes: COCO_CLASSES,
    input: MMDETECTION_INPUT,
    detection,
    published: { ap: 50.5, on: 'COCO val2017' },
    source: 'https://github.com/fcjian/TOOD#models',
  },
];

export const ATSS: readonly PublishedDetector[] = zoo(
  'atss',
  [
    {
      name: 'atss-r50',
      title: 'atss_r50_fpn_1x_coco',
      model: { preset: 'atss', depth: 50 },
      ap: 39.4,
      file: 'atss/atss_r50_fpn_1x_coco/atss_r50_fpn_1x_coco_20200209-985f7bd0.pth',
    },
    {
      name: 'atss-r101',
      title: 'atss_r101_fpn_1x_coco',
      model: { preset: 'atss', depth: 101 },
      ap: 41.5,
      file: 'atss/atss_r101_fpn_1x_coco/atss_r101_fpn_1x_20200825-dfcadd6f.pth',
    },
  ],
  {},
);

export const GFL: readonly PublishedDetector[] = zoo(
  'gfl',
  [
    {
      name: 'gfl-r50',
      title: 'gfl_r50_fpn_1x_coco',
      model: { preset: 'gfl', depth: 50 },
      ap: 40.2,
      file: 'gfl/gfl_r50_fpn_1x_coco/gfl_r50_fpn_1x_coco_20200629_121244-25944287.pth',
    },
    {
      name: 'gfl-r50-2x',
      title: 'gfl_r50_fpn_mstrain_2x_coco',
      model: { preset: 'gfl', depth: 50 },
      ap: 42.9,
      file: 'gfl/gfl_r50_fpn_mstrain_2x_coco/gfl_r50_fpn_mstrain_2x_coco_20200629_213802-37bb1edc.pth',
    },
    {
      name: 'gfl-r101-2x',
      title: 'gfl_r101_fpn_mstrain_2x_coco',
      model: { preset: 'gfl', depth: 101 },
      ap: 44.7,
      file: 'gfl/gfl_r101_fpn_mstrain_2x_coco/gfl_r101_fpn_mstrain_2x_coco_20200629_200126-dd12f847.pth',
    },
    {
      name: 'gfl-r101-deformable-2x',
      title: 'gfl_r101_fpn_dconv_c3-c5_mstrain_2x_coco',
      model: { preset: 'gfl', depth: 101, deformable: { levels: C3_TO_C5, version: 1 } },
      ap: 47.1,
      file: 'gfl/gfl_r101_fpn_dconv_c3-c5_mstrain_2x_coco/gfl_r101_fpn_dconv_c3-c5_mstrain_2x_coco_20200630_102002-134b07df.pth',
    },
    {
      name: 'gfl-x101-32x4d-2x',
      title: 'gfl_x101_32x4d_fpn_mstrain_2x_coco',
      model: { preset: 'gfl', ...X101_32X4D },
      ap: 45.9,
      file: 'gfl/gfl_x101_32x4d_fpn_mstrain_2x_coco/gfl_x101_32x4d_fpn_mstrain_2x_coco_20200630_102002-50c1ffdb.pth',
    },
    {
      name: 'gfl-x101-32x4d-deformable-2x',
      title: 'gfl_x101_32x4d_fpn_dconv_c4-c5_mstrain_2x_coco',
      model: { preset: 'gfl', ...X101_32X4D, deformable: { levels: C4_TO_C5, version: 1 } },
      ap: 48.1,
      file: 'gfl/gfl_x101_32x4d_fpn_dconv_c4-c5_mstrain_2x_coco/gfl_x101_32x4d_fpn_dconv_c4-c5_mstrain_2x_coco_20200630_102002-14a2bf25.pth',
    },
  ],
  {},
);

/**
 * Without the one whose head has deformable convolutions at the end of its towers, which no part here has, and those
 * trained at mixed precision, which nobody published.
 */
export const FCOS: readonly PublishedDetector[] = zoo(
  'fcos',
  [
    {
      name: 'fcos-r50',
      title: 'fcos_r50_caffe_fpn_gn-head_1x_coco',
      model: { preset: 'fcos', depth: 50, style: 'caffe' },
      ap: 36.6,
      file: 'fcos/fcos_r50_caffe_fpn_gn-head_1x_coco/fcos_r50_caffe_fpn_gn-head_1x_coco-821213aa.pth',
      input: DETECTRON_INPUT,
    },
    {
      name: 'fcos-r50-tricks',
      title: 'fcos_center-normbbox-centeronreg-giou_r50_caffe_fpn_gn-head_1x_coco',
      model: { preset: 'fcos', depth: 50, style: 'caffe', tricks: true },
      ap: 38.7,
      file: 'fcos/fcos_center-normbbox-centeronreg-giou_r50_caffe_fpn_gn-head_1x_coco/fcos_center-normbbox-centeronreg-giou_r50_caffe_fpn_gn-head_1x_coco-0a0d75a8.pth',
      input: DETECTRON2_INPUT,
      detection: { iouThreshold: 0.6 },
    },
    {
      name: 'fcos-r50-2x',
      title: 'fcos_r50_caffe_fpn_gn-head_mstrain_640-800_2x_coco',
      model: { preset: 'fcos', depth: 50, style: 'caffe' },
      ap: 38.5,
      file: 'fcos/fcos_r50_caffe_fpn_gn-head_mstrain_640-800_2x_coco/fcos_r50_caffe_fpn_gn-head_mstrain_640-800_2x_coco-d92ceeea.pth',
      input: DETECTRON_INPUT,
    },
    {
      name: 'fcos-r101',
      title: 'fcos_r101_caffe_fpn_gn-head_1x_coco',
      model: { preset: 'fcos', depth: 101, style: 'caffe' },
      ap: 39.1,
      file: 'fcos/fcos_r101_caffe_fpn_gn-head_1x_coco/fcos_r101_caffe_fpn_gn-head_1x_coco-0e37b982.pth',
      input: DETECTRON_INPUT,
    },
    {
      name: 'fcos-r101-2x',
      title: 'fcos_r101_caffe_fpn_gn-head_mstrain_640-800_2x_coco',
      model: { preset: 'fcos', depth: 101, style: 'caffe' },
      ap: 40.8,
      file: 'fcos/fcos_r101_caffe_fpn_gn-head_mstrain_640-800_2x_coco/fcos_r101_caffe_fpn_gn-head_mstrain_640-800_2x_coco-511424d6.pth',
      input: DETECTRON_INPUT,
    },
    {
      name: 'fcos-x101-64x4d-2x',
      title: 'fcos_x101_64x4d_fpn_gn-head_mstrain_640-800_2x_coco',
      model: { preset: 'fcos', ...X101_64X4D },
      ap: 42.6,
      file: 'fcos/fcos_x101_64x4d_fpn_gn-head_mstrain_640-800_2x_coco/fcos_x101_64x4d_fpn_gn-head_mstrain_640-800_2x_coco-ede514a8.pth',
    },
  ],
  { iouThreshold: 0.5 },
);

type RetinanetModel = Extract<PublishedArchitecture, { preset: 'retinanet' }>;

/** Name, rest of the title, AP and the end of the file's name of RetinaNets in folders of their own name. */
const retinanet = (
  name: string,
  variant: string,
  model: Omit<RetinanetModel, 'preset'>,
  ap: number,
  end: string,
): Entry => ({
  name: `retinanet-${name}`,
  title: `retinanet_${variant}_coco`,
  model: { preset: 'retinanet', ...model },
  ap,
  file: `retinanet/retinanet_${variant}_coco/retinanet_${variant}_coco_${end}.pth`,
  ...(model.style === 'caffe' && { input: DETECTRON2_INPUT }),
});

/** The file of `retinanet-r18` is the one of the zoo's README; the metafile names that of another model. */
export const RETINANET: readonly PublishedDetector[] = zoo(
  'retinanet',
  [
    retinanet('r18', 'r18_fpn_1x', { depth: 18 }, 31.7, '20220407_171055-614fd399'),
    retinanet('r50', 'r50_fpn_1x', { depth: 50 }, 36.5, '20200130-c2398f9e'),
    retinanet('r50-2x', 'r50_fpn_2x', { depth: 50 }, 37.4, '20200131-fdb43119'),
    retinanet('r50-3x', 'r50_fpn_mstrain_3x', { depth: 50 }, 39.5, '20210718_220633-88476508'),
    retinanet('r50-caffe', 'r50_caffe_fpn_1x', { depth: 50, style: 'caffe' }, 36.3, '20200531-f11027c5'),
    retinanet('r101', 'r101_fpn_1x', { depth: 101 }, 38.5, '20200130-7a93545f'),
    retinanet('r101-2x', 'r101_fpn_2x', { depth: 101 }, 38.9, '20200131-5560aee8'),
    retinanet('r101-3x', 'r101_fpn_mstrain_3x', { depth: 101 }, 41, '20210720_214650-7ee888e0'),
    retinanet('r101-caffe', 'r101_caffe_fpn_1x', { depth: 101, style: 'caffe' }, 38.5, '20200531-b428fa0f'),
    retinanet(
      'r101-caffe-3x',
      'r101_caffe_fpn_mstrain_3x',
      { depth: 101, style: 'caffe' },
      40.7,
      '20210721_063439-88a8a944',
    ),
    retinanet('x101-32x4d', 'x101_32x4d_fpn_1x', X101_32X4D, 39.9, '20200130-5c8b7ec4'),
    retinanet('x101-32x4d-2x', 'x101_32x4d_fpn_2x', X101_32X4D, 40.1, '20200131-237fc5e1'),
    retinanet('x101-64x4d', 'x101_64x4d_fpn_1x', X101_64X4D, 41, '20200130-366f5af1'),
    retinanet('x101-64x4d-2x', 'x101_64x4d_fpn_2x', X101_64X4D, 40.8, '20200131-bca068ab'),
    retinanet('x101-64x4d-3x', 'x101_64x4d_fpn_mstrain_3x', X101_64X4D, 41.6, '20210719_051838-022c2187'),
  ],
  { iouThreshold: 0.5 },
);
