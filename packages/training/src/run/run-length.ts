import { expectThat } from '@tandem-det/base';
import { batchCount } from '@tandem-det/data/batches';
import type { TrainOptions } from './train-options.ts';

/** Steps of a whole run and of one of its epochs. */
export function runLength({
  dataset,
  batchSize,
  epochs,
  steps,
}: Pick<TrainOptions, 'dataset' | 'batchSize' | 'epochs' | 'steps'>): {
  readonly steps: number;
  readonly stepsPerEpoch: number;
} {
  expectThat(dataset.images.length > 0, `train: dataset "${dataset.name}"`, 'at least one image', '0 images');
  expectThat(
    (epochs === undefined) !== (steps === undefined),
    'train',
    'either epochs or steps',
    epochs === undefined ? 'neither' : 'both',
  );
  const stepsPerEpoch = batchCount({ dataset, batchSize });
  return { steps: steps ?? epochs! * stepsPerEpoch, stepsPerEpoch };
}
