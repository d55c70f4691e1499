import {
  atssOptions,
  fcosOptions,
  gflOptions,
  headByAssignmentOptions,
  otaOptions,
  retinanetOptions,
  toodOptions,
  torchvisionFcosOptions,
  torchvisionRetinanetOptions,
  yoloxOptions,
} from '@tandem-det/presets';
import { z } from 'zod';

/** The classes are those of the dataset, and the seed is that of the run. */
const OF_THE_RUN = { classes: true, seed: true } as const;

/** What is built: a preset of `@tandem-det/presets`, and what differs from it. */
export const modelSchema = z.discriminatedUnion('preset', [
  z.strictObject({
    /** The method. */
    preset: z.literal('tood'),
    ...toodOptions.omit(OF_THE_RUN).shape,
  }),
  z.strictObject({
    preset: z.literal('head-by-assignment'),
    ...headByAssignmentOptions.omit(OF_THE_RUN).shape,
  }),
  z.strictObject({ preset: z.literal('atss'), ...atssOptions.omit(OF_THE_RUN).shape }),
  z.strictObject({ preset: z.literal('retinanet'), ...retinanetOptions.omit(OF_THE_RUN).shape }),
  z.strictObject({ preset: z.literal('fcos'), ...fcosOptions.omit(OF_THE_RUN).shape }),
  z.strictObject({ preset: z.literal('gfl'), ...gflOptions.omit(OF_THE_RUN).shape }),
  z.strictObject({ preset: z.literal('ota'), ...otaOptions.omit(OF_THE_RUN).shape }),
  z.strictObject({ preset: z.literal('yolox'), ...yoloxOptions.omit(OF_THE_RUN).shape }),
  z.strictObject({
    preset: z.literal('torchvision-retinanet'),
    ...torchvisionRetinanetOptions.omit(OF_THE_RUN).shape,
  }),
  z.strictObject({
    preset: z.literal('torchvision-fcos'),
    ...torchvisionFcosOptions.omit(OF_THE_RUN).shape,
  }),
]);

export type ModelConfig = z.output<typeof modelSchema>;
