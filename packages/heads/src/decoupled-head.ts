import {
  boxesFromDeltas,
  boxesFromDistances,
  type CenterOffset,
  checkShape,
  convolution,
  convolutionBlock,
  type DeltaCoder,
  type DeltaPredictions,
  type DensePredictions,
  expectThat,
  gridPriors,
  type Head,
  type Layer,
  learnedScale,
  type Norm,
  normal,
  type ParameterScope,
  type Priors,
  priorBias,
  type QualityPredictions,
  tidied,
} from '@tandem-det/core';
import {
  exp,
  expandDims,
  mul,
  sigmoid,
  squeeze,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { checkOnePriorPerCell, flattenLevels, sharedChannels } from './levels.ts';

/** How the head predicts boxes. */
export type BoxRegression = 'deltas' | 'distances';

/** The tower that predicts the quality (centerness) of each box, if any does. */
export type QualityTower = 'regression' | 'classification' | 'none';

export interface DecoupledHeadOptions<
  R extends BoxRegression = BoxRegression,
  Q extends QualityTower = QualityTower,
> {
  /** C: channels of both towers. */
  readonly channels?: number;
  /** Convolutions of each tower. */
  readonly convs?: number;
  /** Groups of the normalisations, fewer at narrow widths: see core's `groupCount`. */
  readonly groups?: number;
  /** No group has fewer channels than this; 1 for the reference's own groups at any width. */
  readonly minimumGroupSize?: number;
  /** `deltas` to the prior's box (ATSS), or `distances` from its centre, `scale · exp(d)` strides, as in the T-Head. */
  readonly regression?: R;
  /** The tower that the quality branch stands on; 'none' for heads trained without one. */
  readonly quality?: Q;
  /** How deltas are scaled. */
  readonly coder?: DeltaCoder;
  readonly centerOffset?: CenterOffset;
  /** Side of the priors' boxes, in strides. */
  readonly boxScale?: number;
  /** Score of every prior at the start. */
  readonly priorProbability?: number;
}

/** What a decoupled head of these options predicts. */
export type DecoupledPredictions<R extends BoxRegression, Q extends QualityTower> = DensePredictions &
  (R extends 'deltas' ? DeltaPredictions : DensePredictions) &
  (Q extends 'none' ? DensePredictions : QualityPredictions);

/**
 * The parallel head of ATSS: one tower per task, shared by the levels, each `convs` times a 3 × 3 convolution,
 * group normalisation and ReLU; then a 3 × 3 convolution for classes, boxes and quality each.
 *
 * `classLogits` [B, A, K]; `boxes` [B, A, 4] in pixels; `boxDeltas` [B, A, 4] = scale · d with deltas, where
 * `scale` is learned per level; `qualityLogits` [B, A] unless `quality` is 'none'.
 * Scores are σ(class) · σ(quality), compared with the threshold as σ(class) alone; just σ(class) without quality.
 *
 * Names: `cls_convs.i.conv`, `reg_convs.i.conv`, `atss_cls`, `atss_reg`, `atss_centerness`, `scales.i.scale`.
 * Source: Zhang et al. 2020; mmdetection's `atss_head.py`. The ATSS authors' own anchor-free variant regresses
 * `relu(scale · d)` with a bias of 4; 'distances' takes the T-Head's rule instead, so that the two heads compare.
 */
export function decoupledHead<R extends BoxRegression = 'deltas', Q extends QualityTower = 'regression'>({
  channels = 256,
  convs = 4,
  groups = 32,
  minimumGroupSize = 2,
  regression = 'deltas' as R,
  quality = 'regression' as Q,
  coder = {},
  centerOffset = 0,
  boxScale = 8,
  priorProbability = 0.01,
}: DecoupledHeadOptions<R, Q> = {}): Head<DecoupledPredictions<R, Q>> {
  const where = 'decoupledHead';
  expectThat(Number.isInteger(convs) && convs >= 1, where, 'convs of 1 or more', String(convs));
  const norm: Norm = { kind: 'group', groups, minimumGroupSize };
  const initializer = normal(0.01);
  type P = DecoupledPredictions<R, Q>;

  const tower = (scope: ParameterScope, inputs: number): Layer => {
    const layers = Array.from({ length: convs }, (_, index) =>
      convolutionBlock(scope.child(index), {
        inputs: index === 0 ? inputs : channels,
        outputs: channels,
        norm,
        initializer,
      }),
    );
    return (x, context) => layers.reduce((y, layer) => layer(y, context), x);
  };
  const classScores = ({ classLogits }: P): Tensor3D => sigmoid(classLogits);

  return {
    name: 'decoupled head',
    provides: [
      'classLogits',
      'boxes',
      ...(regression === 'deltas' ? ['boxDeltas'] : []),
      ...(quality === 'none' ? [] : ['qualityLogits']),
    ] as (keyof P & string)[],
    priors: (levels, maps) =>
      gridPriors({ strides: levels.map(({ stride }) => stride), maps, centerOffset, boxScale }),
    scores(predictions) {
      if (quality === 'none') return classScores(predictions);
      const { qualityLogits } = predictions as P & QualityPredictions;
      return tidied(() => mul(classScores(predictions), expandDims(sigmoid(qualityLogits), 2)));
    },
    thresholdScores: classScores,
    build(scope, levels, classes) {
      const inputs = sharedChannels(where, levels);
      const classTower = tower(scope.child('cls_convs'), inputs);
      const boxTower = tower(scope.child('reg_convs'), inputs);
      const output = { inputs: channels, initializer };
      const classify = convolution(scope.child('atss_cls'), {
        ...output,
        outputs: classes,
        biasInitializer: priorBias(priorProbability),
      });
      const regress = convolution(scope.child('atss_reg'), { ...output, outputs: 4 });
      const rate =
        quality === 'none'
          ? undefined
          : convolution(scope.child('atss_centerness'), { ...output, outputs: 1 });
      const scales = levels.map((_, level) => learnedScale(scope.child('scales').child(level)));

      return (features, priors, context) => {
        checkOnePriorPerCell(where, features, priors);
        return tidied(() => {
          const logits: Tensor4D[] = [];
          const raw: Tensor4D[] = [];
          const qualities: Tensor4D[] = [];
          for (const [level, x] of features.entries()) {
            checkShape(where, x, `B H W ${inputs}`);
            const forClasses = classTower(x, context);
            const forBoxes = boxTower(x, context);
            logits.push(classify(forClasses, context));
            const value = regress(forBoxes, context);
            raw.push(scales[level]!(regression === 'deltas' ? value : exp(value)));
            if (rate) qualities.push(rate(quality === 'regression' ? forBoxes : forClasses, context));
          }
          return {
            classLogits: flattenLevels(logits),
            ...boxPredictions(flattenLevels(raw), priors, regression, coder),
            ...(rate && { qualityLogits: squeeze(flattenLevels(qualities), [2]) as Tensor2D }),
          } as unknown as P;
        });
      };
    },
  };
}

/** raw [B, A, 4]: deltas, or distances in strides. */
function boxPredictions(
  raw: Tensor3D,
  priors: Priors,
  regression: BoxRegression,
  coder: DeltaCoder,
): { boxes: Tensor3D; boxDeltas?: Tensor3D } {
  if (regression === 'deltas') return { boxes: boxesFromDeltas(priors.boxes, raw, coder), boxDeltas: raw };
  const distances = mul(raw, expandDims(priors.strides, 1)) as Tensor3D;
  return { boxes: boxesFromDistances(priors.centers, distances) };
}
