import { atssAssigner, fcosRanges, maxIou, otaAssigner, simOta, taskAligned } from '@tandem-det/assigners';
import {
  coupledHead,
  decoupledHead,
  fcosHead,
  gflHead,
  octaveAnchors,
  RETINA_CODER,
  retinaHead,
  squarePriors,
  taskAlignedHead,
  yoloxHead,
} from '@tandem-det/heads';
import {
  balancedCrossEntropy,
  centerness,
  ciou,
  crossEntropy,
  diou,
  distributionFocal,
  focal,
  giou,
  iou,
  iouQuality,
  l1,
  objectness,
  qualityFocal,
  smoothL1,
  varifocal,
} from '@tandem-det/losses';

/** Channels of the feature maps that the parts are tried on. */
export const CHANNELS = 8;
/** Classes of the generated scenes. */
const CLASSES = 5;

const small = { channels: CHANNELS, convs: 1 };

/** Every head, as small as it can be, by the name of its factory. */
export const HEADS = {
  coupledHead: coupledHead({ ...small, boxScale: 4 }),
  decoupledHead: decoupledHead({ ...small, boxScale: 4 }),
  "decoupledHead, 'distances'": decoupledHead({
    ...small,
    boxScale: 4,
    regression: 'distances',
    quality: 'none',
  }),
  fcosHead: fcosHead({ ...small, points: squarePriors({ centerOffset: 'half-stride-floor', boxScale: 4 }) }),
  gflHead: gflHead({ ...small, longest: 6, boxScale: 4 }),
  retinaHead: retinaHead({ ...small, anchors: octaveAnchors({ base: 3, scalesPerOctave: 1 }) }),
  taskAlignedHead: taskAlignedHead({ channels: CHANNELS, interactiveLayers: 2, boxScale: 4 }),
  yoloxHead: yoloxHead({ ...small, boxScale: 4 }),
} as const;

/** Every assigner. */
export const ASSIGNERS = {
  maxIou: maxIou({ positiveIou: 0.4, negativeIou: 0.3 }),
  fcosRanges: fcosRanges(),
  atss: atssAssigner(),
  taskAligned: taskAligned(),
  simOta: simOta(),
  "simOta, 'class'": simOta({ score: 'class' }),
  ota: otaAssigner(),
} as const;

/** Every loss. */
export const LOSSES = {
  focal: focal(),
  qualityFocal: qualityFocal({ target: 'iou' }),
  "qualityFocal, 'alignment'": qualityFocal({ target: 'alignment' }),
  varifocal: varifocal(),
  crossEntropy: crossEntropy(),
  "crossEntropy, over 'positives'": crossEntropy({ target: 'iou', over: 'positives' }),
  balancedCrossEntropy: balancedCrossEntropy({ counts: Array(CLASSES).fill(1) }),
  iou: iou(),
  giou: giou(),
  diou: diou(),
  ciou: ciou(),
  l1: l1({ coder: RETINA_CODER }),
  smoothL1: smoothL1({ coder: RETINA_CODER }),
  centerness: centerness(),
  iouQuality: iouQuality(),
  objectness: objectness(),
  distributionFocal: distributionFocal(),
} as const;

export type HeadName = keyof typeof HEADS;
export type AssignerName = keyof typeof ASSIGNERS;
export type LossName = keyof typeof LOSSES;
