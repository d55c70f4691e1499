import type { DensePredictions, QualityPredictions } from '@tandem-det/core';
import { centerness, focal, giou, qualityFocal } from '@tandem-det/losses';
import type { Options } from '../../cases/options.ts';
import { readNormalisers } from './read-head.ts';
import type { Term } from './run-head.ts';

/** The loss terms of a head's case, by the names of the case. */
export function readLosses(
  options: Options,
  quality: false,
): Readonly<Record<string, Term<DensePredictions>>>;
export function readLosses(
  options: Options,
  quality: true,
): Readonly<Record<string, Term<QualityPredictions>>>;
export function readLosses(
  options: Options,
  quality: boolean,
): Readonly<Record<string, Term<QualityPredictions>>> {
  const section = options.section('losses');
  const normaliser = readNormalisers(options);
  const terms = {
    cls: readClassLoss(section.section('cls'), normaliser),
    bbox: readBoxLoss(section.section('bbox'), normaliser),
  };
  return quality
    ? { ...terms, centerness: readCenternessLoss(section.section('centerness'), normaliser) }
    : terms;
}

type Normalisers = ReturnType<typeof readNormalisers>;

function readClassLoss(options: Options, normalisers: Normalisers): Term<DensePredictions> {
  const type = options.choice('type', {
    focal: 'focal',
    'focal-on-probabilities': 'focal',
    'task-aligned-focal': 'quality-focal',
  } as const);
  const weight = options.number('weight');
  const gamma = options.number('gamma');
  const { normaliser, last } = normalisers('cls');
  const loss =
    type === 'focal'
      ? focal({ alpha: options.number('alpha'), gamma, normaliser })
      : qualityFocal({ target: 'alignment', beta: gamma, normaliser });
  return { loss, weight, divisor: last };
}

function readBoxLoss(options: Options, normalisers: Normalisers): Term<DensePredictions> {
  options.fixed({ type: 'giou' });
  const { normaliser, last } = normalisers('bbox');
  const loss = giou({
    epsilon: options.number('eps'),
    units: options.choice('on', { pixels: 'pixels', 'stride units': 'stride' } as const),
    weight: options.choice('weightedBy', {
      target: 'alignment',
      'centerness target': 'centerness',
      'largest class score, detached': 'score',
    } as const),
    normaliser,
  });
  return { loss, weight: options.number('weight'), divisor: last };
}

function readCenternessLoss(options: Options, normalisers: Normalisers): Term<QualityPredictions> {
  options.fixed({ type: 'bce' });
  const { normaliser, last } = normalisers('centerness');
  return { loss: centerness({ normaliser }), weight: options.number('weight'), divisor: last };
}
