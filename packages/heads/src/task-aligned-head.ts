import { count, describe, expectThat, readOptions, whole } from '@tandem-det/base';
import {
  boxesFromDeltas,
  boxesFromDistances,
  type Context,
  checkShape,
  convolution,
  convolutionBlock,
  type DensePredictions,
  deltaCoderOptions,
  gridPriors,
  type Head,
  learnedScale,
  normal,
  type Priors,
  priorBias,
  squareOptions,
  tidied,
} from '@tandem-det/core';
import { boundarySampling, geometricMeanLogit } from '@tandem-det/kernels';
import {
  concat,
  div,
  exp,
  mean,
  mul,
  reshape,
  sigmoid,
  slice,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { alignmentMap } from './alignment-map.ts';
import { fallBackWhereInvalid } from './fall-back-where-invalid.ts';
import { checkPriorsPerCell, flattenLevels, sharedChannels } from './levels.ts';
import { groupHeadOptions, groupNormOf } from './shared-options.ts';
import { taskDecomposition } from './task-decomposition.ts';

/** The options of `taskAlignedHead`, their defaults and their checks. */
export const taskAlignedHeadOptions = groupHeadOptions.extend({
  /** N: convolutions of the tower; all their outputs are stacked. */
  interactiveLayers: count.default(6),
  /** `anchor-free`: distances from the prior's center. `anchor-based`: deltas to its box. */
  regression: z.enum(['anchor-free', 'anchor-based']).default('anchor-free'),
  /** First convolutions of the tower that are deformable (version 2): 2 in the paper's deformable variants. */
  deformableLayers: whole.default(0),
  /** Groups of channels in which those move their samples. */
  deformableGroups: count.default(4),
  /** Hidden channels of the attention; an eighth of the channels without it. */
  attentionHidden: count.optional(),
  /** Hidden channels of the two alignment maps; a quarter of the channels without it. */
  alignmentHidden: count.optional(),
  /** What becomes of boxes whose sides cross after sampling: kept, or replaced by the unsampled box. */
  invalidBoxes: z.enum(['keep', 'fall back']).default('keep'),
  /** Whether the class score is aligned by the probability map M; without it the head's own score counts. */
  probabilityMap: z.boolean().default(true),
  /** Whether boxes are aligned by sampling at the offsets O. */
  offsetMap: z.boolean().default(true),
  /** What is weighed per image and task: the interactive layers, each of their channels, or nothing. */
  attention: z.enum(['layer', 'channel', 'none']).default('layer'),
  /** How deltas are scaled where the regression is anchor-based. */
  coder: deltaCoderOptions.prefault({}),
  centerOffset: squareOptions.shape.centerOffset,
  /** Side of the priors' boxes, in strides. */
  boxScale: squareOptions.shape.boxScale,
});

export type TaskAlignedHeadOptions = z.input<typeof taskAlignedHeadOptions>;

/**
 * The task-aligned head (T-Head) of TOOD: one tower for both tasks, from whose N stacked outputs X each task
 * takes its features (`taskDecomposition`), and two maps learned from X that align their predictions:
 *
 * - class: `p = sqrt(σ(logit) · σ(M))`, returned as the logit of p, `classLogits` [B, A, K];
 * - box: anchor-free `x ∓ scale · exp(d)` in strides, anchor-based `deltas = scale · d` (clamped, decoded on the
 *   prior's box); then each side is read at its own offset O on the map (`boundarySampling`), in strides, and
 *   multiplied by the stride: `boxes` [B, A, 4] in pixels. `scale` is learned per level, 1 at the start.
 *
 * Needs levels of one number of channels and one prior per cell. M and O see X itself.
 * Names: `inter_convs.i.conv` (deformable: also `inter_convs.i.conv.conv_offset`), `cls_decomp`, `reg_decomp`, `tood_cls`, `tood_reg`, `cls_prob_conv1`, …
 * Source: Feng et al. 2021, and the authors' `tood_head.py` where the paper leaves it open: attention hidden
 * size C / 8, both biases of the score at `priorProbability`, exp before the scale. There sampled boxes
 * may cross (`keep`, default); 'fall back' is mmdetection's later rule.
 */
export function taskAlignedHead(options: TaskAlignedHeadOptions = {}): Head<DensePredictions> {
  const where = 'taskAlignedHead';
  const given = readOptions(where, taskAlignedHeadOptions, options);
  const { channels, interactiveLayers, regression, deformableLayers, deformableGroups, invalidBoxes } = given;
  const { probabilityMap, offsetMap, attention, coder, centerOffset, boxScale, priorProbability } = given;
  const {
    attentionHidden = Math.max(1, Math.floor(channels / 8)),
    alignmentHidden = Math.max(1, Math.floor(channels / 4)),
  } = given;
  expectThat(
    deformableLayers <= interactiveLayers,
    `${where}: deformableLayers`,
    `a whole number from 0 to interactiveLayers = ${interactiveLayers}`,
    String(deformableLayers),
  );
  const norm = groupNormOf(given);
  const stackedChannels = channels * interactiveLayers;

  const head: Head<DensePredictions> = {
    name: 'task-aligned head',
    provides: ['classLogits', 'boxes'],
    priors: (levels, maps) =>
      gridPriors({ strides: levels.map(({ stride }) => stride), maps, centerOffset, boxScale }),
    scores: ({ classLogits }) => sigmoid(classLogits),
    build(scope, levels, classes) {
      const inputs = sharedChannels(where, levels);
      const initializer = normal(0.01);
      const tower = Array.from({ length: interactiveLayers }, (_, index) =>
        convolutionBlock(scope.child('inter_convs').child(index), {
          inputs: index === 0 ? inputs : channels,
          outputs: channels,
          norm,
          initializer,
          ...(index < deformableLayers && { deformation: { version: 2, groups: deformableGroups } }),
        }),
      );
      const task = {
        channels,
        layers: interactiveLayers,
        attention,
        hidden: attentionHidden,
        norm,
      };
      const classTask = taskDecomposition(scope.child('cls_decomp'), task);
      const boxTask = taskDecomposition(scope.child('reg_decomp'), task);
      const rareBias = priorBias(priorProbability);
      const classify = convolution(scope.child('tood_cls'), {
        inputs: channels,
        outputs: classes,
        initializer,
        biasInitializer: rareBias,
      });
      const regress = convolution(scope.child('tood_reg'), { inputs: channels, outputs: 4, initializer });
      const map = { inputs: stackedChannels, hidden: alignmentHidden };
      const probability = probabilityMap
        ? alignmentMap(scope, 'cls_prob_conv', { ...map, outputs: 1, deviation: 0.01, bias: rareBias })
        : undefined;
      const offset = offsetMap
        ? alignmentMap(scope, 'reg_offset_conv', { ...map, outputs: 8, deviation: 0.001 })
        : undefined;
      const scales = levels.map((_, level) => learnedScale(scope.child('scales').child(level)));

      const interact = (features: Tensor4D, context: Context): Tensor4D => {
        const outputs: Tensor4D[] = [];
        for (const layer of tower) outputs.push(layer(outputs.at(-1) ?? features, context));
        return concat(outputs, 3);
      };
      const decode = (raw: Tensor4D, priors: Priors, level: number): Tensor4D => {
        const { offset: begin, count, stride } = priors.levels[level]!;
        const flat = reshape(raw, [raw.shape[0], count, 4]) as Tensor3D;
        const rows = (all: Tensor2D, size: number): Tensor2D =>
          div(slice(all, [begin, 0], [count, size]), stride);
        const boxes =
          regression === 'anchor-free'
            ? boxesFromDistances(rows(priors.centers, 2), scales[level]!(exp(flat)))
            : boxesFromDeltas(rows(priors.boxes, 4), scales[level]!(flat), coder);
        return reshape(boxes, raw.shape);
      };
      const align = (boxes: Tensor4D, stacked: Tensor4D, context: Context): Tensor4D => {
        if (!offset) return boxes;
        const sampled = boundarySampling(boxes, offset(stacked, context));
        return invalidBoxes === 'keep' ? sampled : fallBackWhereInvalid(boxes, sampled);
      };
      return (features, priors, context) => {
        checkPriorsPerCell(where, features, priors);
        return tidied(() => {
          const logits: Tensor4D[] = [];
          const boxes: Tensor4D[] = [];
          for (const [level, x] of features.entries()) {
            checkShape(where, x, `B H W ${inputs}`);
            const stacked = interact(x, context); // [B, H, W, N·C]
            const pooled = mean(stacked, [1, 2], true) as Tensor4D; // [B, 1, 1, N·C]
            const own = classify(classTask(stacked, pooled, context), context); // [B, H, W, K]
            logits.push(probability ? geometricMeanLogit(own, probability(stacked, context)) : own);
            const raw = regress(boxTask(stacked, pooled, context), context); // [B, H, W, 4]
            const aligned = align(decode(raw, priors, level), stacked, context); // in strides
            boxes.push(mul(aligned, priors.levels[level]!.stride));
          }
          return { classLogits: flattenLevels(logits), boxes: flattenLevels(boxes) };
        });
      };
    },
  };
  return describe(head, where, { ...given, attentionHidden, alignmentHidden });
}
