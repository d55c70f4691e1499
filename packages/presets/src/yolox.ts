import { cspDarknet } from '@tandem-det/backbones';
import type { Activation, Assigner, Backbone, Head, Loss, Neck, Norm } from '@tandem-det/core';
import { createDetector, type Detector, type DetectorOptions } from '@tandem-det/detector';
import { type YoloxPredictions, yoloxHead } from '@tandem-det/heads';
import { cspPafpn } from '@tandem-det/necks';
import { type YoloxRuleOptions, yoloxRule } from './yolox-rule.ts';

/** Multiples of depth and width, and whether 3 × 3 convolutions are depthwise, by size. */
export const YOLOX_SIZES = {
  nano: { depth: 0.33, width: 0.25, separable: true },
  tiny: { depth: 0.33, width: 0.375, separable: false },
  s: { depth: 0.33, width: 0.5, separable: false },
  m: { depth: 0.67, width: 0.75, separable: false },
  l: { depth: 1, width: 1, separable: false },
  x: { depth: 1.33, width: 1.25, separable: false },
} as const;

export type YoloxSize = keyof typeof YOLOX_SIZES;

export interface YoloxOptions<P extends YoloxPredictions = YoloxPredictions>
  extends Pick<DetectorOptions<P>, 'seed' | 'detection'>,
    YoloxRuleOptions {
  /** Names of the classes. */
  readonly classes: readonly string[];
  readonly size?: YoloxSize;
  /** Multiplies the bottlenecks; that of the size by default. */
  readonly depth?: number;
  /** Multiplies the channels, of 256 in the head; that of the size by default. */
  readonly width?: number;
  /** Depthwise and 1 × 1 convolutions in place of the 3 × 3; that of the size by default. */
  readonly separable?: boolean;
  /** Batch normalisation with epsilon 0.001 and momentum 0.03 by default; `{ kind: 'group' }` for small batches. */
  readonly norm?: Norm;
  readonly activation?: Activation;
  /** Another backbone of three levels. */
  readonly backbone?: Backbone;
  /** Another neck. */
  readonly neck?: Neck;
  /** Another head, with objectness and raw outputs as deltas. */
  readonly head?: Head<P>;
  /** Another assigner. */
  readonly assigner?: Assigner<NoInfer<P>>;
  /** Another loss. */
  readonly loss?: Loss<NoInfer<P>>;
}

/**
 * YOLOX: CSPDarknet, path aggregation pyramid, decoupled head with objectness, SimOTA.
 * With 80 classes it has 912,159 (nano), 5,055,855 (tiny), 8,968,255 (s), 25,326,495 (m), 54,208,895 (l) or
 * 99,071,455 (x) parameters.
 *
 * Images are BGR from 0 to 255, not normalised, for the weights that YOLOX publishes (`yoloxNames` of
 * `@tandem-det/checkpoints` loads them). Detections: class · objectness of at least 0.01, one class per prior,
 * suppression at an IoU of 0.65, boxes not clipped.
 *
 * How it was trained: `YOLOX_SCHEDULE`.
 * Source: Ge et al. 2021; YOLOX's `yolox_base.py`.
 */
export function yolox<P extends YoloxPredictions = YoloxPredictions>(options: YoloxOptions<P>): Detector<P> {
  const { classes, size = 's', norm, activation, seed = 0, detection } = options;
  const { depth, width, separable } = { ...YOLOX_SIZES[size], ...definedOf(options) };
  const style = { separable, ...(norm && { norm }), ...(activation && { activation }) };
  const rule = yoloxRule(options);
  const head: Head<YoloxPredictions> = yoloxHead({ ...style, channels: Math.floor(256 * width) });
  // Without a head of its own P is YoloxPredictions: nothing else can decide it.
  return createDetector<P>({
    classes,
    backbone: options.backbone ?? cspDarknet({ ...style, depth, width }),
    neck: options.neck ?? cspPafpn({ ...style, depth }),
    head: options.head ?? (head as unknown as Head<P>),
    assigner: options.assigner ?? rule.assigner,
    loss: options.loss ?? rule.loss,
    seed,
    detection: { ...YOLOX_DETECTION, ...detection },
  });
}

const YOLOX_DETECTION: NonNullable<DetectorOptions<YoloxPredictions>['detection']> = {
  scoreThreshold: 0.01,
  inclusive: true,
  labels: 'best',
  iouThreshold: 0.65,
  preNms: Number.POSITIVE_INFINITY,
  maxDetections: Number.POSITIVE_INFINITY,
  clip: false,
};

/** What of depth, width and separable the options say. */
function definedOf({ depth, width, separable }: Pick<YoloxOptions, 'depth' | 'width' | 'separable'>) {
  return {
    ...(depth !== undefined && { depth }),
    ...(width !== undefined && { width }),
    ...(separable !== undefined && { separable }),
  };
}
