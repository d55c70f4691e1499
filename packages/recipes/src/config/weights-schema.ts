import { z } from 'zod';

/** Weights that training begins with: a published model, or a file, or a file of a published model. */
export const weightsSchema = z
  .strictObject({
    /** Name of a published model: `tandem models` lists them. Its file is fetched where `file` is absent. */
    model: z.string().min(1).optional(),
    /** `.pth`, `.pt` or safetensors, of mmdetection, torchvision, YOLOX or Tandem; relative to where `tandem` runs. */
    file: z.string().min(1).optional(),
    /** The part of the model that the file is of; where absent the whole, or the backbone where nothing else fits. */
    scope: z.enum(['backbone', 'neck', 'bbox_head']).optional(),
    /** Where in a PyTorch file the weights are, such as `model`; the usual places are tried where absent. */
    stateDict: z.string().optional(),
    /** Names of the file's classes, in its order: rows of the last layers for names that the data has are kept. */
    classes: z.array(z.string()).min(1).optional(),
    /**
     * Training images on which the batch statistics are measured again before the first step, without changing what the
     * network computes; 0 for none. Where absent, 160 for files whose statistics were folded into the weights.
     */
    recalibrate: z.int().min(0).optional(),
  })
  .refine(({ model, file }) => model !== undefined || file !== undefined, 'a model or a file');

export type WeightsConfig = z.output<typeof weightsSchema>;
