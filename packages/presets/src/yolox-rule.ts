import { simOta, simOtaOptions } from '@tandem-det/assigners';
import { readOptions, whole } from '@tandem-det/base';
import { type Assigner, afterEpoch, type Loss, type ObjectnessPredictions } from '@tandem-det/core';
import { YOLOX_CODER, type YoloxPredictions } from '@tandem-det/heads';
import { crossEntropy, iou, l1, objectness, positives, sumLosses, weighted } from '@tandem-det/losses';
import { z } from 'zod';

/** The options of `yoloxRule`, their defaults and their checks. */
export const yoloxRuleOptions = z.strictObject({
  /** SimOTA by YOLOX's present rule, `center`, or by that before 2023 and of mmdetection, `box-and-center`. */
  region: simOtaOptions.shape.region,
  /** Epochs before L1 on the raw outputs joins the loss; the recipe adds it for its last 15 of 300. */
  epochsBeforeL1: whole.default(285),
});

export type YoloxRuleOptions = z.input<typeof yoloxRuleOptions>;

/** How YOLOX learns. */
export interface YoloxRule {
  readonly assigner: Assigner<ObjectnessPredictions>;
  readonly loss: Loss<YoloxPredictions>;
}

/**
 * YOLOX's rule: SimOTA; `5 · (1 − IoU²)` of the positives, cross-entropy of objectness over all priors, and of
 * the positives' classes towards their IoU; in the last epochs L1 of the raw outputs. Each is divided by the
 * number of positives. Terms: `box`, `objectness`, `classification`, `l1`.
 * Source: Ge et al. 2021; YOLOX's `yolo_head.py`.
 */
export function yoloxRule(options: YoloxRuleOptions = {}): YoloxRule {
  const { region, epochsBeforeL1 } = readOptions('yoloxRule', yoloxRuleOptions, options);
  const normalizer = positives();
  const always = sumLosses(
    weighted(5, iou({ form: 'squared', normalizer })),
    objectness({ normalizer }),
    crossEntropy({ target: 'iou', over: 'positives', normalizer }),
  );
  const late = l1({ coder: YOLOX_CODER, normalizer, name: 'l1' });
  return {
    assigner: simOta({ region }),
    loss: afterEpoch(epochsBeforeL1, always, sumLosses(always, late)),
  };
}
