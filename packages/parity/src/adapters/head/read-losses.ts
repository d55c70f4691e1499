import type {
  DeltaCoder,
  DeltaPredictions,
  DensePredictions,
  DistributionPredictions,
  QualityPredictions,
} from '@tandem-det/core';
import {
  centerness,
  ciou,
  diou,
  distributionFocal,
  focal,
  giou,
  iou,
  l1,
  qualityFocal,
  smoothL1,
} from '@tandem-det/losses';
import type { Options } from '../../cases/options.ts';
import { readNormalisers } from './read-head.ts';
import type { Term } from './run-head.ts';

const WEIGHTS = {
  target: 'alignment',
  'centerness target': 'centerness',
  'largest class score, detached': 'score',
} as const;

/** The `losses` section of a case and its normalisers. */
export interface LossOptions {
  readonly section: Options;
  readonly normalisers: ReturnType<typeof readNormalisers>;
}

export function readLossOptions(options: Options): LossOptions {
  return { section: options.section('losses'), normalisers: readNormalisers(options) };
}

/** The term `cls`. */
export function readClassLoss({ section, normalisers }: LossOptions): Term<DensePredictions> {
  const options = section.section('cls');
  const type = options.choice('type', {
    focal: 'focal',
    'focal-on-probabilities': 'focal',
    'task-aligned-focal': 'task-aligned-focal',
    'quality-focal': 'quality-focal',
  } as const);
  const weight = options.number('weight');
  const { normaliser, last } = normalisers('cls');
  const loss = () => {
    switch (type) {
      case 'focal':
        return focal({ alpha: options.number('alpha'), gamma: options.number('gamma'), normaliser });
      case 'task-aligned-focal':
        return qualityFocal({ target: 'alignment', beta: options.number('gamma'), normaliser });
      case 'quality-focal':
        return qualityFocal({ target: 'iou', beta: options.number('beta'), normaliser });
    }
  };
  return { loss: loss(), weight, divisor: last };
}

/** The term `bbox` of a head whose boxes are compared by their overlap. */
export function readOverlapLoss({ section, normalisers }: LossOptions): Term<DensePredictions> {
  const options = section.section('bbox');
  const create = options.choice('type', { iou, giou, diou, ciou } as const);
  const { normaliser, last } = normalisers('bbox');
  const loss = create({
    epsilon: options.number('eps'),
    units: options.choice('on', {
      pixels: 'pixels',
      'stride units': 'stride',
      'distances over stride, added to points in pixels': 'stride',
    } as const),
    weight: options.choice('weightedBy', WEIGHTS),
    normaliser,
  });
  return { loss, weight: options.number('weight'), divisor: last };
}

/** The term `bbox` of a head whose deltas are compared. */
export function readDeltaLoss(
  { section, normalisers }: LossOptions,
  coder: DeltaCoder,
): Term<DeltaPredictions> {
  const options = section.section('bbox');
  options.fixed({ on: 'deltas' });
  const type = options.choice('type', { l1: 'l1', 'smooth-l1': 'smooth-l1' } as const);
  const { normaliser, last } = normalisers('bbox');
  const shared = { coder, normaliser };
  const loss = type === 'l1' ? l1(shared) : smoothL1({ ...shared, beta: options.number('beta') });
  return { loss, weight: options.number('weight'), divisor: last };
}

/** The term `dfl`. */
export function readDistributionLoss({ section, normalisers }: LossOptions): Term<DistributionPredictions> {
  const options = section.section('dfl');
  options.fixed({ type: 'distribution-focal', avgFactor: 4 });
  const { normaliser, last } = normalisers('dfl');
  const loss = distributionFocal({ weight: options.choice('weightedBy', WEIGHTS), normaliser });
  return { loss, weight: options.number('weight'), divisor: last };
}

/** The term `centerness`. */
export function readCenternessLoss({ section, normalisers }: LossOptions): Term<QualityPredictions> {
  const options = section.section('centerness');
  options.fixed({ type: 'bce' });
  const { normaliser, last } = normalisers('centerness');
  return { loss: centerness({ normaliser }), weight: options.number('weight'), divisor: last };
}
