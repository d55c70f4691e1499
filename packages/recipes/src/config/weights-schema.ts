import { z } from 'zod';

/** Weights that training begins with. */
export const weightsSchema = z.strictObject({
  /** `.pth`, `.pt` or safetensors, of mmdetection, torchvision, YOLOX or Tandem; relative to where `tandem` runs. */
  file: z.string().min(1),
  /** The part of the model that the file is of; where null the whole, or the backbone where nothing else fits. */
  part: z.enum(['backbone', 'neck', 'bbox_head']).nullable().default(null),
  /** Where in a PyTorch file the weights are, such as `model`; the usual places are tried where null. */
  stateDict: z.string().nullable().default(null),
});

export type WeightsConfig = z.output<typeof weightsSchema>;
