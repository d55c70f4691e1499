import type { Norm } from '@tandem-det/core';
import { parseConfig, type RunConfig, runSchema } from '@tandem-det/recipes';

/** As small as tells detectors apart: ResNet-18 at a quarter of its width, 128 pixels, minutes a run. */
export const SMALL = {
  depth: 18,
  width: 16,
  channels: 32,
  norm: { kind: 'group' } as const satisfies Norm,
} as const;

/** Convolutions of the towers of the heads in them. */
export const CONVS = 2;
export const INTERACTIVE_LAYERS = 3;

const SCENES = {
  input: { width: 128, height: 128 },
  data: {
    train: { kind: 'scenes', count: 1000, seed: 0 },
    validation: { kind: 'scenes', count: 150, seed: 0 },
  },
  optimizer: { learningRate: 0.02, clipNorm: 10 },
  schedule: { warmUp: { steps: 50 }, decay: { kind: 'cosine', finalRatio: 0.01 } },
  training: { steps: 1000, batchSize: 8 },
};

/** What `--set` changes: keys of a run config, and the seeds. */
export interface StudyChanges {
  readonly seeds?: readonly number[];
}

/**
 * What the studies train on unless `--set` says otherwise: generated scenes, 1000 steps of 8 images. For another
 * dataset: `--set data.root=FOLDER --set 'data.train={kind: coco, annotations: train.json, images: train}'`, the
 * same for `data.validation`, and `input`.
 */
export function studyConfig({ seeds = [0, 1, 2], ...changes }: StudyChanges): {
  readonly config: RunConfig;
  readonly seeds: readonly number[];
} {
  return { config: parseConfig(runSchema, merged(SCENES, changes), 'study'), seeds };
}

/** `changes` over `config`, key by key; lists and datasets of a kind are replaced whole. */
function merged(config: object, changes: object): object {
  const isSection = (value: unknown): value is object =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && !('kind' in value);
  return Object.entries(changes).reduce<Record<string, unknown>>(
    (result, [key, value]) => {
      const below = result[key];
      const into = isSection(below) && isSection(value) && !(isSection(below) && 'kind' in below);
      return Object.assign(result, { [key]: into ? merged(below as object, value) : value });
    },
    { ...config } as Record<string, unknown>,
  );
}
