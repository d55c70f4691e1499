import { horizontalFlip, letterbox } from '@tandem-det/data';
import type { BatchInput } from '@tandem-det/training';
import type { RunConfig } from '../config/schema.ts';

/** How images become batches: letterboxed into the input size; mirrored at random for training. */
export function buildInput(
  { input, data }: Pick<RunConfig, 'input' | 'data'>,
  { training }: { readonly training: boolean },
): BatchInput {
  const { width, height, flip, mean, deviation } = input;
  return {
    transforms: [
      ...(training && flip > 0 ? [horizontalFlip({ probability: flip })] : []),
      letterbox({ width, height }),
    ],
    normalization: { mean, deviation },
    size: { width, height },
    onBadImage: data.badImages,
  };
}
