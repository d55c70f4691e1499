import { atss, taskAligned } from '@tandem-det/assigners';
import { resnet } from '@tandem-det/backbones';
import {
  type Assigner,
  afterEpoch,
  type DensePredictions,
  type Head,
  type Loss,
  type QualityPredictions,
} from '@tandem-det/core';
import { createDetector, type Detector } from '@tandem-det/detector';
import { decoupledHead, taskAlignedHead } from '@tandem-det/heads';
import {
  centerness,
  focal,
  giou,
  positivesPerImage,
  qualityFocal,
  sumLosses,
  sumOfWeights,
  weighted,
} from '@tandem-det/losses';
import { fpn } from '@tandem-det/necks';
import type { ModelConfig } from '../config/schema.ts';

/** The detector that a config's `model` describes, for these classes; `seed` decides its initial values. */
export function buildDetector(config: ModelConfig, classes: readonly string[], seed: number): Detector {
  const { preset, depth, width, normalization, frozenStages, channels, levels } = config;
  const head = config.head ?? (preset === 'tood' ? 'task-aligned' : 'parallel');
  const assignment = config.assignment ?? (preset === 'tood' ? 'task-aligned' : 'atss');
  const common = {
    classes,
    seed,
    backbone: resnet({ depth, width, norm: { kind: normalization }, frozenStages }),
    neck: fpn({ channels, levels, ...(config.neckNormalization === 'group' && { norm: { kind: 'group' } }) }),
  };
  const methods = { atss: atssMethod(config), 'task-aligned': alignedMethod(config) };
  if (head === 'parallel' && assignment === 'atss') {
    const withQuality = sumLosses(methods.atss.loss, centerness({ normaliser: positivesPerImage() }));
    return createDetector<QualityPredictions>({
      ...common,
      head: parallelHead(config, 'regression'),
      assigner: methods.atss.assigner,
      loss: withQuality,
    }) as unknown as Detector;
  }
  return createDetector({
    ...common,
    head: head === 'parallel' ? parallelHead(config, 'none') : tHead(config),
    ...methods[assignment],
  });
}

function tHead({ channels, headLayers = 6, invalidBoxes }: ModelConfig): Head<DensePredictions> {
  return taskAlignedHead({ channels, interactiveLayers: headLayers, invalidBoxes });
}

function parallelHead<Q extends 'regression' | 'none'>(
  { channels, headLayers = 4, regression }: ModelConfig,
  quality: Q,
) {
  return decoupledHead({ channels, convs: headLayers, regression, quality }) as Head<
    Q extends 'none' ? DensePredictions : QualityPredictions
  >;
}

interface Method {
  readonly assigner: Assigner;
  readonly loss: Loss;
}

/** ATSS without its centerness branch: also the warm-up of the TOOD authors. */
function atssMethod({ topK = 9 }: Partial<ModelConfig>): Method {
  return {
    assigner: atss({ topK }),
    loss: sumLosses(
      focal({ normaliser: positivesPerImage() }),
      weighted(2, giou({ weight: 'centerness', normaliser: sumOfWeights({ floor: { atLeast: 1 } }) })),
    ),
  };
}

function alignedMethod({ topK = 13, warmUpEpochs }: ModelConfig): Method {
  const aligned: Method = {
    assigner: taskAligned({ topK }),
    loss: sumLosses(qualityFocal({ target: 'alignment' }), weighted(2, giou({ weight: 'alignment' }))),
  };
  if (warmUpEpochs === 0) return aligned;
  const before = atssMethod({});
  return {
    assigner: afterEpoch(warmUpEpochs, before.assigner, aligned.assigner),
    loss: afterEpoch(warmUpEpochs, before.loss, aligned.loss),
  };
}
