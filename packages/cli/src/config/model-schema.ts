import { z } from 'zod';
import { count } from './numbers.ts';

/** The ResNet and the feature pyramid that all presets but YOLOX stand on. */
const pyramid = {
  /** Of the ResNet. */
  depth: z.literal([18, 34, 50, 101]).default(18),
  /** Channels of the ResNet's stem. */
  width: count.default(64),
  /** Of the ResNet; from scratch: `group`. */
  normalization: z.enum(['group', 'batch', 'frozen-batch']).default('group'),
  /** First stages of the ResNet that do not train. */
  frozenStages: z.literal([0, 1, 2, 3, 4]).default(0),
  /** Of the pyramid. */
  neckNormalization: z.enum(['none', 'group']).default('none'),
  /** Of the pyramid and of the head. */
  channels: count.default(256),
  /** Finest and coarsest level of the pyramid; level l has 2^l pixels a cell. */
  levels: z.tuple([z.int().min(2).max(5), z.int().min(2).max(9)]).default([3, 7]),
};

const alignment = {
  /** Epochs of ATSS assignment before task alignment; 0 aligns from the start, as the paper has it. */
  warmUpEpochs: z.int().min(0).default(4),
  /** Candidates per object of task alignment. */
  topK: count.default(13),
  alpha: z.number().min(0).default(1),
  beta: z.number().min(0).default(6),
};

/** Convolutions of the T-Head's tower. */
const interactiveLayers = count.default(6);
/** Convolutions of each tower of a parallel head. */
const convs = count.default(4);

/** What is built: a preset of `@tandem-det/presets`, and what differs from it. */
export const modelSchema = z.discriminatedUnion('preset', [
  z.strictObject({
    preset: z.literal('tood'),
    ...pyramid,
    ...alignment,
    interactiveLayers,
    regression: z.enum(['anchor-free', 'anchor-based']).default('anchor-free'),
  }),
  /** One cell of the 2 × 2 of the TOOD paper. */
  z.strictObject({
    preset: z.literal('head-by-assignment'),
    head: z.enum(['t-head', 'parallel']),
    assignment: z.enum(['tal', 'atss']),
    ...pyramid,
    ...alignment,
    interactiveLayers,
    convs,
  }),
  z.strictObject({
    preset: z.literal('atss'),
    ...pyramid,
    convs,
    /** Deltas to the prior's box, or distances from its centre. */
    regression: z.enum(['deltas', 'distances']).default('deltas'),
    /** Candidates per object and level. */
    atssTopK: count.default(9),
  }),
  z.strictObject({ preset: z.literal('retinanet'), ...pyramid, convs }),
  z.strictObject({
    preset: z.literal('fcos'),
    ...pyramid,
    convs,
    /** The authors' later improvements. */
    tricks: z.boolean().default(false),
  }),
  z.strictObject({
    preset: z.literal('gfl'),
    ...pyramid,
    convs,
    atssTopK: count.default(9),
    /** Longest distance of a side in strides. */
    longest: count.default(16),
  }),
  z.strictObject({ preset: z.literal('ota'), ...pyramid, convs }),
  z.strictObject({
    preset: z.literal('yolox'),
    size: z.enum(['nano', 'tiny', 's', 'm', 'l', 'x']).default('s'),
    normalization: z.enum(['group', 'batch']).default('batch'),
  }),
]);

export type ModelConfig = z.output<typeof modelSchema>;
