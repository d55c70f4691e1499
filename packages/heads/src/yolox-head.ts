import { count, describe, positive, readOptions } from '@tandem-det/base';
import {
  boxesFromDeltas,
  checkShape,
  convolution,
  convolutionBlock,
  cspStyle,
  cspStyleOptions,
  type DeltaCoder,
  type DeltaPredictions,
  gridPriors,
  type Head,
  type Layer,
  type ObjectnessPredictions,
  type ParameterScope,
  priorBias,
  tidied,
  uniform,
} from '@tandem-det/core';
import { expandDims, mul, sigmoid, squeeze, type Tensor2D, type Tensor4D } from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import { checkPriorsPerCell, flattenLevels } from './levels.ts';
import { headOptions } from './shared-options.ts';

/** The options of `yoloxHead`, their defaults and their checks. */
export const yoloxHeadOptions = headOptions.extend(cspStyleOptions.shape).extend({
  /** Convolutions of each tower. */
  convs: count.default(2),
  /** Side of the priors' boxes in strides, which the deltas are relative to. */
  boxScale: positive.default(1),
});

export type YoloxHeadOptions = z.input<typeof yoloxHeadOptions>;

/** What a YOLOX head predicts. */
export type YoloxPredictions = DeltaPredictions & ObjectnessPredictions;

/** Deltas are the raw outputs, as they are: no scale and no bound. */
export const YOLOX_CODER: DeltaCoder = { stds: [1, 1, 1, 1], maxLogRatio: Number.POSITIVE_INFINITY };

/**
 * The decoupled head of YOLOX. Each level has one of its own: a 1 × 1 convolution to `channels`, then two towers
 * of 3 × 3 convolutions; classes from the one, box and objectness from the other, each by a 1 × 1 convolution.
 *
 * `classLogits` [B, A, K]; `objectnessLogits` [B, A]; `boxDeltas` [B, A, 4], the raw outputs; `boxes` [B, A, 4]:
 * centre `(cell + d_xy) · stride`, size `exp(d_wh) · stride`, which are deltas to the prior's box, a square of one
 * stride around the cell's corner. Scores are σ(class) · σ(objectness).
 *
 * Names: `stems.l`, `cls_convs.l.i`, `reg_convs.l.i`, `cls_preds.l`, `reg_preds.l`, `obj_preds.l` of level l.
 * Source: Ge et al. 2021; YOLOX's `yolo_head.py`, whose initialisation is PyTorch's own but for two biases.
 */
export function yoloxHead(options: YoloxHeadOptions = {}): Head<YoloxPredictions> {
  const where = 'yoloxHead';
  const read = readOptions(where, yoloxHeadOptions, options);
  const { channels, convs, boxScale, priorProbability } = read;
  const { separable, ...style } = cspStyle(read);

  const tower = (scope: ParameterScope): Layer => {
    const layers = Array.from({ length: convs }, (_, index) =>
      convolutionBlock(scope.child(index), { ...style, separable, inputs: channels, outputs: channels }),
    );
    return (x, context) => layers.reduce((y, layer) => layer(y, context), x);
  };
  const prediction = (
    scope: ParameterScope,
    outputs: number,
    biasInitializer = priorBias(priorProbability),
  ) =>
    convolution(scope, {
      inputs: channels,
      outputs,
      kernel: 1,
      initializer: style.initializer,
      biasInitializer,
    });

  const head: Head<YoloxPredictions> = {
    name: 'YOLOX head',
    provides: ['classLogits', 'boxes', 'boxDeltas', 'objectnessLogits'],
    priors: (levels, maps) =>
      gridPriors({ strides: levels.map(({ stride }) => stride), maps, centerOffset: 0, boxScale }),
    scores: ({ classLogits, objectnessLogits }) =>
      tidied(() => mul(sigmoid(classLogits), expandDims(sigmoid(objectnessLogits), 2))),
    build(scope, levels, classes) {
      const at = (name: string, level: number) => scope.child(name).child(level);
      const branches = levels.map(({ channels: inputs }, level) => ({
        inputs,
        stem: convolutionBlock(at('stems', level), { ...style, inputs, outputs: channels, kernel: 1 }),
        classTower: tower(at('cls_convs', level)),
        boxTower: tower(at('reg_convs', level)),
        classify: prediction(at('cls_preds', level), classes),
        regress: prediction(at('reg_preds', level), 4, uniform(1 / Math.sqrt(channels))),
        detect: prediction(at('obj_preds', level), 1),
      }));

      return (features, priors, context) => {
        checkPriorsPerCell(where, features, priors);
        return tidied(() => {
          const logits: Tensor4D[] = [];
          const raw: Tensor4D[] = [];
          const objects: Tensor4D[] = [];
          for (const [level, x] of features.entries()) {
            const { inputs, stem, classTower, boxTower, classify, regress, detect } = branches[level]!;
            checkShape(where, x, `B H W ${inputs}`);
            const shared = stem(x, context);
            const forBoxes = boxTower(shared, context);
            logits.push(classify(classTower(shared, context), context));
            raw.push(regress(forBoxes, context));
            objects.push(detect(forBoxes, context));
          }
          const boxDeltas = flattenLevels(raw);
          return {
            classLogits: flattenLevels(logits),
            boxes: boxesFromDeltas(priors.boxes, boxDeltas, YOLOX_CODER),
            boxDeltas,
            objectnessLogits: squeeze(flattenLevels(objects), [2]) as Tensor2D,
          };
        });
      };
    },
  };
  return describe(head, where, read);
}
