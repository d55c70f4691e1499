import { z } from 'zod';
import { detectionSchema } from './detection-schema.ts';
import { count } from './numbers.ts';

const frozenStages = z.literal([0, 1, 2, 3, 4]);
const depth = z.literal([18, 34, 50, 101, 152]);

/** The ResNet and the feature pyramid that all presets but YOLOX stand on. */
const pyramid = {
  /** Of the ResNet. */
  depth: depth.default(18),
  /** Channels of the ResNet's stem. */
  width: count.default(64),
  /** Groups of the ResNet's 3 × 3 convolutions, and channels of each: 64 and 4 of ResNeXt 64x4d, 32 and 4 of 32x4d. */
  groups: count.default(1),
  groupWidth: count.nullable().default(null),
  /** Stages of the ResNet whose bottlenecks are deformable: [3, 4, 5] of C3 to C5. */
  deformable: z
    .strictObject({
      levels: z.array(z.int().min(2).max(5)).min(1).default([3, 4, 5]),
      /** 2 with masks. */
      version: z.literal([1, 2]).default(2),
      groups: count.default(1),
    })
    .nullable()
    .default(null),
  /** Where the ResNet's bottlenecks have their stride: for weights of torchvision, or of Caffe. */
  style: z.enum(['pytorch', 'caffe']).default('pytorch'),
  /** Of the ResNet; from scratch: `group`. */
  normalization: z.enum(['group', 'batch', 'frozen-batch']).default('group'),
  /** First stages of the ResNet that do not train. */
  frozenStages: frozenStages.default(0),
  /** Of the pyramid. */
  neckNormalization: z.enum(['none', 'group']).default('none'),
  /** Of the pyramid and of the head. */
  channels: count.default(256),
  /** Finest and coarsest level of the pyramid; level l has 2^l pixels a cell. */
  levels: z.tuple([z.literal([2, 3, 4, 5]), z.int().min(2).max(9)]).default([3, 7]),
  detection: detectionSchema.prefault({}),
};

/** Candidates per object and level of ATSS. */
const atssTopK = count.default(9);

const alignment = {
  /** Epochs of ATSS assignment before task alignment; 0 aligns from the start, as the paper has it. */
  warmUpEpochs: z.int().min(0).default(4),
  /** Candidates per object of task alignment. */
  topK: count.default(13),
  alpha: z.number().min(0).default(1),
  beta: z.number().min(0).default(6),
  /** Whether priors whose centre is outside an object compete for its topK. */
  candidates: z.enum(['all', 'inside']).default('all'),
  /** Which object gets a prior that several claim: the authors' rule, or that of the paper's supplement. */
  conflicts: z.enum(['highest-overlap', 'smallest-area']).default('highest-overlap'),
  /** Of predicted boxes and objects, negative ones as 0. */
  overlap: z.enum(['iou', 'giou', 'diou', 'ciou']).default('iou'),
  atssTopK,
};

/** Convolutions of the T-Head's tower. */
const interactiveLayers = count.default(6);
/** Convolutions of each tower of a parallel head. */
const convs = count.default(4);

const torchvision = { depth: depth.default(50), frozenStages: frozenStages.default(2) };

/** What is built: a preset of `@tandem-det/presets`, and what differs from it. */
export const modelSchema = z.discriminatedUnion('preset', [
  z.strictObject({
    preset: z.literal('tood'),
    ...pyramid,
    ...alignment,
    interactiveLayers,
    regression: z.enum(['anchor-free', 'anchor-based']).default('anchor-free'),
    /** First convolutions of the T-Head's tower that are deformable. */
    deformableLayers: z.int().min(0).default(0),
    /** What the T-Head weighs per image and task. */
    attention: z.enum(['layer', 'channel', 'none']).default('layer'),
    /** Whether the T-Head aligns scores by its map M, and boxes by its offsets O. */
    probabilityMap: z.boolean().default(true),
    offsetMap: z.boolean().default(true),
    /** Boxes whose sides cross after alignment: kept, or replaced by the unaligned ones. */
    invalidBoxes: z.enum(['keep', 'fall back']).default('keep'),
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
    atssTopK,
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
    atssTopK,
    /** Longest distance of a side in strides. */
    longest: count.default(16),
  }),
  z.strictObject({ preset: z.literal('ota'), ...pyramid, convs }),
  z.strictObject({
    preset: z.literal('yolox'),
    size: z.enum(['nano', 'tiny', 's', 'm', 'l', 'x']).default('s'),
    normalization: z.enum(['group', 'batch', 'frozen-batch']).default('batch'),
    /** In place of the size's own: multiples of bottlenecks and channels, and depthwise convolutions. */
    depth: z.number().positive().nullable().default(null),
    width: z.number().positive().nullable().default(null),
    separable: z.boolean().nullable().default(null),
    activation: z.enum(['silu', 'relu', 'leaky-relu']).default('silu'),
    /** SimOTA by YOLOX's present rule, or by that before 2023. */
    region: z.enum(['center', 'box-and-center']).default('center'),
    /** Epochs before L1 on the raw outputs joins the loss. */
    epochsBeforeL1: z.int().min(0).default(285),
    detection: detectionSchema.prefault({}),
  }),
  /** As torchvision's, whose weights they load. */
  z.strictObject({ preset: z.literal('torchvision-retinanet'), ...torchvision }),
  z.strictObject({ preset: z.literal('torchvision-fcos'), ...torchvision }),
]);

export type ModelConfig = z.output<typeof modelSchema>;
