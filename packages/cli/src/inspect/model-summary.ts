import { columnsText } from '@tandem-det/ablation';
import type { LayerTrace } from '@tandem-det/core';
import type { Detector } from '@tandem-det/detector';
import * as tf from '@tensorflow/tfjs-core';

/** One part of a model: a stage of the backbone, the neck, a branch of the head. */
export interface PartSummary {
  readonly name: string;
  readonly parameters: number;
  readonly trainable: number;
  /** Multiply–accumulate operations for one image. */
  readonly macs: number;
}

export interface ModelSummary {
  readonly width: number;
  readonly height: number;
  readonly levels: readonly { readonly stride: number; readonly channels: number; readonly priors: number }[];
  readonly parts: readonly PartSummary[];
  readonly total: PartSummary;
}

/** Counts parameters and the work of one forward pass at an input size, by part. Needs a started backend. */
export function modelSummary(
  detector: Detector,
  { width, height }: { readonly width: number; readonly height: number },
): ModelSummary {
  const layers: LayerTrace[] = [];
  tf.tidy(() => {
    detector.predict(tf.zeros([1, height, width, 3]), {
      training: false,
      trace: (layer) => layers.push(layer),
    });
  });
  const parts = new Map<string, { parameters: number; trainable: number; macs: number }>();
  const part = (name: string) => {
    const key = partOf(name);
    const found = parts.get(key) ?? { parameters: 0, trainable: 0, macs: 0 };
    parts.set(key, found);
    return found;
  };
  for (const { name, variable, role, trainable } of detector.parameters.all) {
    if (role === 'statistic') continue;
    part(name).parameters += variable.size;
    if (trainable) part(name).trainable += variable.size;
  }
  for (const { name, macs } of layers) part(name).macs += macs;
  const list = [...parts].map(([name, counts]) => ({ name, ...counts }));
  const sum = (key: 'parameters' | 'trainable' | 'macs') =>
    list.reduce((total, each) => total + each[key], 0);
  const priors = detector.priors(height, width).levels;
  return {
    width,
    height,
    levels: detector.levels.map((level, index) => ({ ...level, priors: priors[index]!.count })),
    parts: list,
    total: {
      name: 'total',
      parameters: sum('parameters'),
      trainable: sum('trainable'),
      macs: sum('macs'),
    },
  };
}

/** The model summary to read. */
export function modelText({ width, height, levels, parts, total }: ModelSummary): string {
  return [
    `Model at ${width}×${height}`,
    columnsText([
      ['level', 'stride', 'channels', 'priors'],
      ...levels.map(({ stride, channels, priors }) =>
        [`P${Math.log2(stride)}`, stride, channels, priors].map(String),
      ),
    ]),
    '',
    columnsText([
      ['part', 'parameters', 'trainable', 'MACs'],
      ...[...parts, total].map(({ name, parameters, trainable, macs }) => [
        name,
        parameters.toLocaleString('en'),
        trainable.toLocaleString('en'),
        `${(macs / 1e6).toFixed(1)} M`,
      ]),
    ]),
  ].join('\n');
}

/** `backbone.layer1.0.conv1.weight` to `backbone.layer1`; the stem's layers to `backbone.stem`. */
function partOf(name: string): string {
  const [scope, part] = name.split('.');
  return scope === 'backbone' && !part!.startsWith('layer') ? 'backbone.stem' : `${scope}.${part}`;
}
