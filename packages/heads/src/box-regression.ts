import {
  boxesFromDeltas,
  boxesFromDistances,
  type DeltaCoder,
  type DeltaPredictions,
  type DensePredictions,
  type DistributionPredictions,
  type ParameterScope,
  type Priors,
} from '@tandem-det/core';
import { distributionIntegral, relu } from '@tandem-det/kernels';
import {
  exp,
  expandDims,
  mul,
  reshape,
  type Tensor1D,
  type Tensor3D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';

/** Multiplies by a level's learned scale; leaves values alone where a head has none. */
export type Scale = (values: Tensor4D) => Tensor4D;

/** How the values that a head's last convolution gives become boxes. */
export interface BoxRegression<P extends DensePredictions> {
  /** Values for each prior. */
  readonly outputs: number;
  /** What it predicts beside `boxes`. */
  readonly provides: readonly (keyof P & string)[];
  /** Creates what it keeps in the head's scope, if anything. */
  build(scope: ParameterScope): BuiltBoxRegression<P>;
}

export interface BuiltBoxRegression<P extends DensePredictions> {
  /** One level's values [B, H, W, outputs per cell], scaled and brought into their range. */
  activate(values: Tensor4D, scale: Scale): Tensor4D;
  /** values [B, A, outputs] of all levels. */
  decode(values: Tensor3D, priors: Priors): Omit<P, 'classLogits'>;
}

/** Deltas `scale · d` to the prior's box (RetinaNet, ATSS). */
export function deltaRegression(coder: DeltaCoder): BoxRegression<DeltaPredictions> {
  return {
    outputs: 4,
    provides: ['boxDeltas'],
    build: () => ({
      activate: (values, scale) => scale(values),
      decode: (deltas, { boxes }) => ({ boxes: boxesFromDeltas(boxes, deltas, coder), boxDeltas: deltas }),
    }),
  };
}

/** How a distance is kept from being negative, and its units. */
export type DistanceRule =
  /** `scale · exp(d)` strides: the T-Head. */
  | 'scaled exp in strides'
  /** `exp(scale · d)` pixels: FCOS as first published. */
  | 'exp in pixels'
  /** `relu(scale · d)` strides: FCOS with its later improvements, OTA. */
  | 'relu in strides';

/** Distances of the box's sides from the prior's centre. */
export function distanceRegression(rule: DistanceRule): BoxRegression<DensePredictions> {
  const activations = {
    'scaled exp in strides': (values, scale) => scale(exp(values)),
    'exp in pixels': (values, scale) => exp(scale(values)),
    'relu in strides': (values, scale) => relu(scale(values)),
  } satisfies Record<DistanceRule, BuiltBoxRegression<DensePredictions>['activate']>;
  return {
    outputs: 4,
    provides: [],
    build: () => ({
      activate: activations[rule],
      decode(values, { centers, strides }) {
        const pixels = rule === 'exp in pixels' ? values : (mul(values, expandDims(strides, 1)) as Tensor3D);
        return { boxes: boxesFromDistances(centers, pixels) };
      },
    }),
  };
}

/**
 * The expectation of a distribution over 0 to bins - 1 strides for each side; `scale` multiplies its logits (GFL).
 * The bins' distances are kept as `integral.project` [R], which does not train, as in mmdetection's checkpoints.
 */
export function distributionRegression(bins: number): BoxRegression<DistributionPredictions> {
  return {
    outputs: 4 * bins,
    provides: ['boxDistribution'],
    build(scope) {
      const binDistances = scope.child('integral').parameter('project', [bins], {
        initializer: () => Float32Array.from({ length: bins }, (_, bin) => bin),
        role: 'statistic',
        trainable: false,
      }) as Tensor1D;
      return {
        activate: (values, scale) => scale(values),
        decode(values, { centers, strides }) {
          const [images, count] = values.shape;
          const boxDistribution = reshape(values, [images, count, 4, bins]) as Tensor4D;
          const inStrides = distributionIntegral<Tensor3D>(boxDistribution, binDistances);
          const distances: Tensor3D = mul(inStrides, expandDims(strides, 1));
          return { boxes: boxesFromDistances(centers, distances), boxDistribution };
        },
      };
    },
  };
}
