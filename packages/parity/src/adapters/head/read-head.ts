import { groupCount } from '@tandem-det/core';
import type { OctaveAnchorsOptions } from '@tandem-det/heads';
import {
  type Normalizer,
  positives,
  positivesPerImage,
  sumOfAlignment,
  sumOfWeights,
} from '@tandem-det/losses';
import type { Options } from '../../cases/options.ts';
import { Unsupported } from '../../unsupported.ts';
import { readCoder } from '../read-coder.ts';
import { type Recorded, recorded } from './recorded.ts';
import type { BatchShape, SelectionRules } from './rules.ts';

/** The batch that a head's case describes; undefined where the case has none. */
export function readBatch(options: Options): BatchShape | undefined {
  if (!options.has('imageShapes')) return undefined;
  const images = options.number('images');
  const batch = { imageShapes: options.pairs('imageShapes'), padShapes: options.pairs('padShapes') };
  options.numbers('size');
  if (batch.imageShapes.length !== images || batch.padShapes.length !== images) {
    throw new Unsupported('as many imageShapes and padShapes as images');
  }
  return batch;
}

/** What every head's case says. */
export function readCommon(options: Options) {
  return {
    classes: options.number('numClasses'),
    strides: options.numbers('strides'),
    channels: options.number('channels'),
  };
}

/** The group normalisation of a head's towers, with the very groups of the case. */
export function readGroupNorm(options: Options, channels: number) {
  const groupNorm = options.section('groupNorm');
  const groups = groupNorm.number('groups', 32);
  const groupEpsilon = groupNorm.number('eps', 1e-5);
  if (groupCount(channels, groups, 1) !== groups) {
    throw new Unsupported(`${groups} groups of ${channels} channels`);
  }
  return { groups, minimumGroupSize: 1, groupEpsilon };
}

/** The boxes of each cell: one square of 8 strides where nothing is said. */
export function readAnchors(options: Options): OctaveAnchorsOptions {
  const anchors = options.section('anchors');
  anchors.fixed({ order: 'ratio, then scale', ratio: 'height / width' });
  return {
    base: anchors.number('base', 8),
    scalesPerOctave: anchors.number('scalesPerOctave', 1),
    ratios: anchors.numbers('ratios', [1]),
    centerOffset: anchors.choice('centerOffset', { '0': 0, '0.5': 0.5 } as const, 0),
  };
}

/** The squares of a head that has one in each cell, as the reference's TOOD and GFL do. */
export function readSquares(options: Options) {
  const { base, centerOffset, scalesPerOctave, ratios } = readAnchors(options);
  if (scalesPerOctave !== 1 || ratios?.join() !== '1') throw new Unsupported('several anchors of a cell');
  return { boxScale: base!, centerOffset: centerOffset! };
}

/** What the heads of TOOD, ATSS and GFL have in common. */
export function readSharedHead(options: Options) {
  const { channels, ...common } = readCommon(options);
  const coder = options.section('coder');
  coder.fixed({ type: 'delta' });
  return {
    ...common,
    options: {
      channels,
      ...readGroupNorm(options, channels),
      ...(coder.has('means') && { coder: readCoder(coder) }),
    },
  };
}

/** How a case chooses detections; undefined where it has no score threshold. */
export function readSelection(options: Options): SelectionRules | undefined {
  options.fixed({ thresholdRule: 'score > scoreThreshold', clip: 'to imageShape' });
  const candidates = options.choice(
    'perLevel',
    {
      'the preNms priors of largest class score': 'priors',
      'threshold first, then the best preNms (prior, class) pairs': 'pairs',
    } as const,
    'priors',
  );
  const scoreThreshold = options.numberOrNull('scoreThreshold', null);
  const iouThreshold = options.number('nmsIou', 0.6);
  const preNms = options.number('preNms', 1000);
  const maxDetections = options.number('maxDetections', 100);
  if (scoreThreshold === null) return undefined;
  return { scoreThreshold, iouThreshold, preNms, candidates, maxDetections };
}

/** What becomes of priors in the padding, as the cases word it. */
export const PADDED_PRIORS = {
  'never assigned; count as background in the classification loss': 'background',
  'never assigned; no loss of any kind': 'ignored',
  'take part like all others': 'background',
} as const;

type Role = 'cls' | 'bbox' | 'centerness' | 'dfl';

/** The normalizers that each of the cases' texts describes. */
const NORMALIZERS: Readonly<Record<string, Partial<Record<Role, Normalizer>>>> = {
  'both: sum of the targets; 1 where below 1e-12': { cls: sumOfAlignment(), bbox: sumOfAlignment() },
  'cls: number of positives; bbox: sum of centerness targets; 1 where below 1e-12': {
    cls: positives(),
    bbox: sumOfWeights(),
  },
  'cls and centerness: sum over images of max(positives, 1); bbox: max(sum of centerness targets, 1)': {
    cls: positivesPerImage(),
    centerness: positivesPerImage(),
    bbox: sumOfWeights({ floor: { atLeast: 1 } }),
  },
  'sum over images of max(positives, 1), for both': { cls: positivesPerImage(), bbox: positivesPerImage() },
  'cls and centerness: max(positives, 1); bbox: max(sum of centerness targets, 1e-6)': {
    cls: positives({ floor: { atLeast: 1 } }),
    centerness: positives({ floor: { atLeast: 1 } }),
    bbox: sumOfWeights({ floor: { atLeast: 1e-6 } }),
  },
  'cls: sum over images of max(positives, 1); bbox and dfl: max(sum of their weights, 1)': {
    cls: positivesPerImage(),
    bbox: sumOfWeights({ floor: { atLeast: 1 } }),
    dfl: sumOfWeights({ floor: { atLeast: 1 } }),
  },
};

/** The normalizers of a case, recorded, so that their values can be compared as well. */
export function readNormalizers(options: Options): (role: Role) => Recorded {
  const normalizers = options.choice('normaliser', NORMALIZERS);
  return (role) => {
    const inner = normalizers[role];
    if (inner === undefined) throw new Unsupported(`config.normaliser says nothing of ${role}`);
    return recorded(inner);
  };
}
