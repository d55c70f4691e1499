import { expected, whole } from '@tandem-det/base';
import { movingAverageOptions, trainOptions } from '@tandem-det/training';
import { z } from 'zod';

const { shape } = trainOptions;

export const trainingSchema = z
  .strictObject({
    /** 12 where neither this nor `steps` is given. */
    epochs: shape.epochs,
    /** In place of `epochs`. */
    steps: shape.steps,
    /** Images that one step learns from. */
    batchSize: shape.batchSize.default(4),
    microBatch: shape.microBatch,
    multiScale: shape.multiScale,
    /** Averages the weights over the steps; evaluation and checkpoints have the averages. None without it. */
    average: movingAverageOptions.optional(),
    /** Decides initial values, the order of images and their random transforms. */
    seed: shape.seed,
    /** Epochs between checkpoints; one is written at the end in any case. */
    checkpointEveryEpochs: shape.checkpointEveryEpochs,
    checkpointEverySteps: shape.checkpointEverySteps,
    /** On `data.validation`. */
    evaluation: z
      .strictObject({
        /** Epochs between evaluations; 0 for one at the end only. */
        everyEpochs: whole.default(0),
        /** First images that are drawn after every evaluation. */
        pictures: whole.default(4),
      })
      .prefault({}),
  })
  .refine(
    ({ epochs, steps }) => epochs === undefined || steps === undefined,
    expected('epochs or steps, not both'),
  );
