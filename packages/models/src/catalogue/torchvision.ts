import type { SelectionOptions } from '@tandem-det/detector';
import { COCO_CLASSES, TORCHVISION_CLASSES } from './coco-classes.ts';
import { MMDETECTION_INPUT, TORCHVISION_INPUT } from './input-recipe.ts';
import type { PublishedBackbone, PublishedDetector, PublishedResNet } from './published-model.ts';

const BASE = 'https://download.pytorch.org/models';
const SOURCE = 'https://github.com/pytorch/vision/blob/main/torchvision/models';

/** Its detectors have 91 outputs, of which the 80 of COCO are taken. */
const detector = (
  preset: 'torchvision-retinanet' | 'torchvision-fcos',
  file: { readonly name: string; readonly size: number; readonly sha256: string },
  ap: number,
  detection: SelectionOptions,
): PublishedDetector => ({
  kind: 'detector',
  name: `${preset}-r50`,
  title: `${preset.replace('torchvision-', '')}_resnet50_fpn`,
  model: { preset, depth: 50 },
  weights: {
    urls: [`${BASE}/${file.name}`],
    fileName: file.name,
    size: file.size,
    sha256: file.sha256,
    stateDict: '',
  },
  license: 'BSD-3-Clause',
  classes: COCO_CLASSES,
  fileClasses: TORCHVISION_CLASSES,
  input: TORCHVISION_INPUT,
  detection: { candidates: 'pairs', preNms: 1000, ...detection },
  published: { ap, on: 'COCO val2017' },
  source: `${SOURCE}/detection/${preset.replace('torchvision-', '')}.py`,
});

export const TORCHVISION_DETECTORS: readonly PublishedDetector[] = [
  detector(
    'torchvision-retinanet',
    {
      name: 'retinanet_resnet50_fpn_coco-eeacb38b.pth',
      size: 136_595_076,
      sha256: 'eeacb38b7cec8cf93c57867e05eaab621047f19b0d2ec5accaa405f690da15b7',
    },
    36.4,
    { scoreThreshold: 0.05, iouThreshold: 0.5, maxDetections: 300 },
  ),
  detector(
    'torchvision-fcos',
    {
      name: 'fcos_resnet50_fpn_coco-99b0c9b7.pth',
      size: 129_612_099,
      sha256: '99b0c9b7cfb1527d782db86b91d207f00547c792fb4103fc612b651d0a07b9e7',
    },
    39.2,
    { scoreThreshold: 0.2, iouThreshold: 0.6, maxDetections: 100 },
  ),
];

const { channelOrder, mean, deviation } = MMDETECTION_INPUT;

/** The file's name ends in the first digits of its SHA-256. */
const backbone = (name: string, file: string, layers: PublishedResNet, top1: number): PublishedBackbone => ({
  kind: 'backbone',
  name,
  title: `${file.replace(/-[0-9a-f]+$/, '')}, ${name.endsWith('-v2') ? 'IMAGENET1K_V2' : 'IMAGENET1K_V1'}`,
  backbone: layers,
  weights: {
    urls: [`${BASE}/${file}.pth`],
    fileName: `${file}.pth`,
    sha256: /-([0-9a-f]{8})$/.exec(file)![1]!,
    stateDict: '',
  },
  license: 'BSD-3-Clause',
  input: { channelOrder, mean, deviation },
  published: { top1, on: 'ImageNet-1K' },
  source: `${SOURCE}/resnet.py`,
});

/** ImageNet classifiers; v2 are those of the longer recipe. */
export const TORCHVISION_BACKBONES: readonly PublishedBackbone[] = [
  backbone('resnet18', 'resnet18-f37072fd', { depth: 18 }, 69.758),
  backbone('resnet34', 'resnet34-b627a593', { depth: 34 }, 73.314),
  backbone('resnet50', 'resnet50-0676ba61', { depth: 50 }, 76.13),
  backbone('resnet50-v2', 'resnet50-11ad3fa6', { depth: 50 }, 80.858),
  backbone('resnet101', 'resnet101-63fe2227', { depth: 101 }, 77.374),
  backbone('resnet101-v2', 'resnet101-cd907fc2', { depth: 101 }, 81.886),
  backbone('resnet152', 'resnet152-394f9c45', { depth: 152 }, 78.312),
  backbone('resnet152-v2', 'resnet152-f82ba261', { depth: 152 }, 82.284),
  backbone('resnext50-32x4d', 'resnext50_32x4d-7cdf4587', { depth: 50, groups: 32, groupWidth: 4 }, 77.618),
  backbone(
    'resnext50-32x4d-v2',
    'resnext50_32x4d-1a0047aa',
    { depth: 50, groups: 32, groupWidth: 4 },
    81.198,
  ),
  backbone(
    'resnext101-32x8d',
    'resnext101_32x8d-8ba56ff5',
    { depth: 101, groups: 32, groupWidth: 8 },
    79.312,
  ),
  backbone(
    'resnext101-32x8d-v2',
    'resnext101_32x8d-110c445d',
    { depth: 101, groups: 32, groupWidth: 8 },
    82.834,
  ),
  backbone(
    'resnext101-64x4d',
    'resnext101_64x4d-173b62eb',
    { depth: 101, groups: 64, groupWidth: 4 },
    83.246,
  ),
];
