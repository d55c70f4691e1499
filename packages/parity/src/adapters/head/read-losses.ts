import type {
  DeltaCoder,
  DeltaPredictions,
  DensePredictions,
  DistributionPredictions,
  QualityPredictions,
} from '@tandem-det/core';
import {
  type BoxWeight,
  centerness,
  ciou,
  crossEntropy,
  diou,
  distributionFocal,
  focal,
  giou,
  iou,
  l1,
  type OverlapLossOptions,
  qualityFocal,
  smoothL1,
  weighted,
} from '@tandem-det/losses';
import type { Options } from '../../cases/options.ts';
import { readNormalizers } from './read-head.ts';
import type { Recorded } from './recorded.ts';
import type { Term } from './run-head.ts';

const WEIGHTS = {
  target: 'alignment',
  'centerness target': 'centerness',
  'largest class score, detached': 'score',
} as const;

const OVERLAP_LOSSES = {
  iou,
  'linear-iou': (options: OverlapLossOptions) => iou({ ...options, form: 'linear' }),
  giou,
  diou,
  ciou,
};

/** The `losses` section of a case and its normalizers. */
export interface LossOptions {
  readonly section: Options;
  readonly normalizers: ReturnType<typeof readNormalizers>;
}

export function readLossOptions(options: Options): LossOptions {
  return { section: options.section('losses'), normalizers: readNormalizers(options) };
}

/** The term `cls`. */
export function readClassLoss({ section, normalizers }: LossOptions): Term<DensePredictions> {
  const options = section.section('cls');
  const type = options.choice('type', {
    focal: 'focal',
    'focal-on-probabilities': 'focal',
    'task-aligned-focal': 'task-aligned-focal',
    'quality-focal': 'quality-focal',
    'binary-cross-entropy': 'binary-cross-entropy',
  } as const);
  const weight = options.number('weight');
  const { normalizer, last } = normalizers('cls');
  const loss = () => {
    switch (type) {
      case 'focal':
        return focal({ alpha: options.number('alpha'), gamma: options.number('gamma'), normalizer });
      case 'task-aligned-focal':
        return qualityFocal({ target: 'alignment', beta: options.number('gamma'), normalizer });
      case 'quality-focal':
        return qualityFocal({ target: 'iou', beta: options.number('beta'), normalizer });
      case 'binary-cross-entropy':
        return crossEntropy({ normalizer });
    }
  };
  return { loss: loss(), weight, divisor: last };
}

/** The term `bbox` of a head whose boxes are compared by their overlap. */
export function readOverlapLoss({ section, normalizers }: LossOptions): Term<DensePredictions> {
  return overlapTerm(section.section('bbox'), normalizers('bbox'));
}

/** The term `bbox` of a head that predicts deltas: of these, or of the boxes that they stand for. */
export function readDeltaOrOverlapLoss(
  { section, normalizers }: LossOptions,
  coder: DeltaCoder,
): Term<DeltaPredictions> {
  const options = section.section('bbox');
  const recorded = normalizers('bbox');
  if (Object.hasOwn(OVERLAP_LOSSES, options.text('type'))) return overlapTerm(options, recorded, 'one');
  const { normalizer, last } = recorded;
  options.fixed({ on: 'deltas' });
  const type = options.choice('type', { l1: 'l1', 'smooth-l1': 'smooth-l1' } as const);
  const shared = { coder, normalizer };
  const loss = type === 'l1' ? l1(shared) : smoothL1({ ...shared, beta: options.number('beta') });
  return { loss, weight: options.number('weight'), divisor: last };
}

/** `weight` is what boxes count by where the case does not say. */
function overlapTerm(
  options: Options,
  { normalizer, last }: Recorded,
  weight?: BoxWeight,
): Term<DensePredictions> {
  const create = options.choice('type', OVERLAP_LOSSES);
  const loss = create({
    epsilon: options.number('eps'),
    units: options.choice('on', {
      pixels: 'pixels',
      'stride units': 'stride',
      'distances over stride, added to points in pixels': 'stride',
    } as const),
    weight: options.choice<BoxWeight>('weightedBy', WEIGHTS, weight),
    normalizer,
  });
  return { loss, weight: options.number('weight'), divisor: last };
}

/** The term `dfl`. */
export function readDistributionLoss({ section, normalizers }: LossOptions): Term<DistributionPredictions> {
  const options = section.section('dfl');
  options.fixed({ type: 'distribution-focal' });
  const { normalizer, last } = normalizers('dfl');
  const ofMeans = distributionFocal({ weight: options.choice('weightedBy', WEIGHTS), normalizer });
  const loss = weighted(4 / options.number('avgFactor', 4), ofMeans);
  return { loss, weight: options.number('weight'), divisor: last };
}

/** The term `centerness`. */
export function readCenternessLoss({ section, normalizers }: LossOptions): Term<QualityPredictions> {
  const options = section.section('centerness');
  options.fixed({ type: 'bce' });
  const { normalizer, last } = normalizers('centerness');
  return { loss: centerness({ normalizer }), weight: options.number('weight'), divisor: last };
}
