import {
  checkShape,
  convolution,
  convolutionBlock,
  type DensePredictions,
  type Head,
  type Layer,
  learnedScale,
  type Norm,
  normal,
  type ParameterScope,
  priorBias,
  type QualityPredictions,
  tidied,
} from '@tandem-det/core';
import {
  expandDims,
  mul,
  sigmoid,
  sqrt,
  squeeze,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { BoxRegression } from './box-regression.ts';
import { checkPriorsPerCell, flattenLevels, sharedChannels } from './levels.ts';
import type { PriorRule } from './prior-rule.ts';

/** The tower that predicts the quality (centerness, IoU) of each box, if any does. */
export const qualityTower = z.enum(['regression', 'classification', 'none']);

export type QualityTower = z.infer<typeof qualityTower>;

/** The branch that predicts the quality of each box. */
export interface QualityBranch {
  readonly name: string;
  readonly tower: Exclude<QualityTower, 'none'>;
  readonly score: ScoreRule;
}

/**
 * How class and quality make a score. `product`: σ(class) · σ(quality), the class score alone being compared with
 * the threshold. `geometric mean`: its square root, compared itself.
 */
export const scoreRule = z.enum(['product', 'geometric mean']);

export type ScoreRule = z.infer<typeof scoreRule>;

/** One scope for each tower, or the same for both tasks, and a name for each last convolution. */
export interface TowerHeadNames {
  readonly towers: { readonly classification: string; readonly regression: string };
  readonly classes: string;
  readonly boxes: string;
}

/** Everything in which the heads of towers differ; nothing has a default. */
export interface TowerHeadOptions<P extends DensePredictions> {
  readonly where: string;
  readonly name: string;
  /** C: channels of the towers. */
  readonly channels: number;
  /** Convolutions of each tower. */
  readonly convs: number;
  readonly norm: Norm | undefined;
  /** Whether a tower's convolutions have a bias. */
  readonly bias: boolean;
  readonly anchors: PriorRule;
  readonly regression: BoxRegression<P>;
  /** One learned factor for each level, `scales.i.scale`. */
  readonly learnedScales: boolean;
  readonly quality: QualityBranch | undefined;
  /** Score of every prior at the start. */
  readonly priorProbability: number;
  readonly names: TowerHeadNames;
}

/**
 * A head of towers shared by the levels, each `convs` times a 3 × 3 convolution, normalisation and ReLU, and a
 * last 3 × 3 convolution for classes, boxes and quality each. Two towers, or one where both have the same name.
 *
 * `Q` is the quality that the options name: the caller states it, as the value does not decide the type.
 */
export function towerHead<P extends DensePredictions, Q extends DensePredictions = DensePredictions>(
  options: TowerHeadOptions<P>,
): Head<P & Q> {
  const { where, anchors, regression, quality } = options;
  const classScores = ({ classLogits }: DensePredictions): Tensor3D => sigmoid(classLogits);
  const qualityScores = ({ classLogits, qualityLogits }: QualityPredictions): Tensor3D =>
    mul(sigmoid(classLogits), expandDims(sigmoid(qualityLogits), 2));
  const scores = (predictions: P & Q): Tensor3D => {
    if (quality === undefined) return classScores(predictions);
    return tidied(() => {
      const product = qualityScores(predictions as unknown as QualityPredictions);
      return quality.score === 'product' ? product : sqrt(product);
    });
  };
  const provides = [
    'classLogits',
    'boxes',
    ...regression.provides,
    ...(quality ? ['qualityLogits'] : []),
  ] as (keyof (P & Q) & string)[];
  return {
    name: options.name,
    provides,
    priors: anchors.priors,
    scores,
    ...(quality?.score === 'product' && { thresholdScores: classScores }),
    build: (scope, levels, classes) => {
      const inputs = sharedChannels(where, levels);
      const { towers, outputs, scales } = buildLayers(options, scope, inputs, classes, levels.length);
      const { activate, decode } = regression.build(scope);
      return (features, priors, context) => {
        checkPriorsPerCell(where, features, priors, anchors.perCell);
        return tidied(() => {
          const logits: Tensor4D[] = [];
          const values: Tensor4D[] = [];
          const qualities: Tensor4D[] = [];
          for (const [level, x] of features.entries()) {
            checkShape(where, x, `B H W ${inputs}`);
            const forClasses = towers.classification(x, context);
            const forBoxes =
              towers.regression === towers.classification ? forClasses : towers.regression(x, context);
            logits.push(outputs.classes(forClasses, context));
            values.push(activate(outputs.boxes(forBoxes, context), scales[level]!));
            if (outputs.quality) {
              qualities.push(
                outputs.quality(quality?.tower === 'regression' ? forBoxes : forClasses, context),
              );
            }
          }
          return {
            classLogits: flattenLevels(logits, anchors.perCell),
            ...decode(flattenLevels(values, anchors.perCell), priors),
            ...(outputs.quality && {
              qualityLogits: squeeze(flattenLevels(qualities, anchors.perCell), [2]) as Tensor2D,
            }),
          } as unknown as P & Q;
        });
      };
    },
  };
}

function buildLayers(
  options: Omit<TowerHeadOptions<never>, 'regression'> & {
    readonly regression: { readonly outputs: number };
  },
  scope: ParameterScope,
  inputs: number,
  classes: number,
  levels: number,
) {
  const { channels, convs, norm, bias, anchors, regression, names } = options;
  const initializer = normal(0.01);
  const tower = (name: string): Layer => {
    const layers = Array.from({ length: convs }, (_, index) =>
      convolutionBlock(scope.child(name).child(index), {
        inputs: index === 0 ? inputs : channels,
        outputs: channels,
        bias,
        initializer,
        ...(norm && { norm }),
      }),
    );
    return (x, context) => layers.reduce((y, layer) => layer(y, context), x);
  };
  const output = (name: string, perPrior: number, biasInitializer?: ReturnType<typeof priorBias>) =>
    convolution(scope.child(name), {
      inputs: channels,
      outputs: anchors.perCell * perPrior,
      initializer,
      ...(biasInitializer && { biasInitializer }),
    });
  const classification = tower(names.towers.classification);
  const shared = names.towers.regression === names.towers.classification;
  return {
    towers: { classification, regression: shared ? classification : tower(names.towers.regression) },
    outputs: {
      classes: output(names.classes, classes, priorBias(options.priorProbability)),
      boxes: output(names.boxes, regression.outputs),
      quality: options.quality && output(options.quality.name, 1),
    },
    scales: Array.from({ length: levels }, (_, level) =>
      options.learnedScales ? learnedScale(scope.child('scales').child(level)) : (values: Tensor4D) => values,
    ),
  };
}
