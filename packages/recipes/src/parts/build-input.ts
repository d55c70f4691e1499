import { availableParallelism } from 'node:os';
import type { BatchInput } from '@tandem-det/data';
import {
  type BatchLoader,
  fitWithin,
  horizontalFlip,
  localLoader,
  pipelineSsd,
  pipelineYolox,
  randomResize,
  resizeKeepRatio,
  type Transform,
  workerLoader,
} from '@tandem-det/data';
import type { RunConfig } from '../config/run-schema.ts';

/** How images become batches, and what makes them; close the loader when nothing needs it any more. */
export interface BuiltInput extends BatchInput {
  readonly loader: BatchLoader;
}

export interface BuildInputOptions {
  readonly training: boolean;
  /** Of the dataset: a few are not worth a thread. */
  readonly images?: number;
  /** One that is there already, to share it. */
  readonly loader?: BatchLoader | undefined;
  /** What happens to the images, in place of what the config says. */
  readonly transforms?: readonly Transform[] | undefined;
}

/**
 * How images become batches: fitted into the input size, and filled up to it; augmented for training, in
 * threads where `data.workers` or the number of images asks for them.
 */
export function buildInput(
  { input, data }: Pick<RunConfig, 'input' | 'data'>,
  { training, images = 0, loader, transforms }: BuildInputOptions,
): BuiltInput {
  const { width, height, normalization } = input;
  const cacheBytes = data.cacheMegabytes * 2 ** 20;
  const workers = training ? (data.workers ?? suitableWorkers(images)) : 0;
  const isMultiScale = training && transforms === undefined && input.augmentation.kind === 'multi-scale';
  const isFlip = !training || input.augmentation.kind === 'flip';
  const hasOwnSizes = isMultiScale || (transforms === undefined && input.resize === 'sides' && isFlip);
  return {
    transforms: transforms ?? (training ? trainingTransforms(input) : [resized(input)]),
    normalization,
    ...(hasOwnSizes ? { groupByShape: training } : { size: { width, height } }),
    onBadImage: data.onBadImage,
    loader: loader ?? (workers > 0 ? workerLoader({ workers, cacheBytes }) : localLoader({ cacheBytes })),
  };
}

/** How an image becomes as large as the network gets it. */
function resized({ width, height, resize, rounding, scale, antialias }: RunConfig['input']): Transform {
  const options = { rounding, scale, antialias };
  if (resize === 'fit') return fitWithin({ width, height, ...options });
  const [shortSide, longSide] = [Math.min(width, height), Math.max(width, height)];
  return resizeKeepRatio({ shortSide, longSide, ...options });
}

function trainingTransforms(input: RunConfig['input']): Transform[] {
  const { width, height, flip, augmentation, rounding, scale, antialias } = input;
  const mirrored = flip > 0 ? [horizontalFlip({ probability: flip })] : [];
  switch (augmentation.kind) {
    case 'flip':
      return [resized(input), ...mirrored];
    case 'multi-scale': {
      const { shortSides, mode } = augmentation;
      const longSide = Math.max(width, height);
      return [randomResize({ shortSides, mode, longSide, rounding, scale, antialias }), ...mirrored];
    }
    case 'ssd':
      return pipelineSsd({ width, height, antialias });
    case 'yolox': {
      const { kind, ...options } = augmentation;
      return pipelineYolox({ ...options, width, height, rounding, antialias });
    }
  }
}

/** Few images are all kept after the first epoch: a thread would only cost its start. */
function suitableWorkers(images: number): number {
  return images < 64 ? 0 : Math.min(4, Math.max(1, availableParallelism() - 1));
}
