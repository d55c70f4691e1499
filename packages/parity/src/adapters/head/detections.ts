import type { DensePredictions, Head, Priors } from '@tandem-det/core';
import { selectDetections } from '@tandem-det/detector';
import type { CaseContext } from '../../adapter.ts';
import { checkDetections } from '../check-detections.ts';
import type { BatchShape, SelectionRules } from './rules.ts';

/** Checks `out.boxes` (clipped to each image unless the rules say otherwise), `out.scores` and, where there are rules, `out.detections.*`. */
export async function checkSelection<P extends DensePredictions>(
  context: CaseContext,
  head: Pick<Head<P>, 'scores' | 'thresholdScores'>,
  predictions: P,
  { levels }: Priors,
  { imageShapes }: Pick<BatchShape, 'imageShapes'>,
  rules: SelectionRules | undefined,
): Promise<void> {
  const scores = head.scores(predictions);
  const thresholds = head.thresholdScores?.(predictions) ?? scores;
  const [images, count] = scores.shape;
  const boxValues = (await predictions.boxes.data()) as Float32Array;
  const scoreValues = (await scores.data()) as Float32Array;
  const thresholdValues = (await thresholds.data()) as Float32Array;
  const limited = boxValues.map((side, index) => {
    if (rules?.clip === false) return side;
    const [height, width] = imageShapes[Math.floor(index / (4 * count))]!;
    return Math.min(Math.max(side, 0), index % 2 === 0 ? width : height);
  });
  context.check('out.boxes', { shape: [images, count, 4], data: limited });
  context.check('out.scores', { shape: thresholds.shape, data: thresholdValues });
  for (const [image, [height, width]] of imageShapes.entries()) {
    const part = (values: Float32Array) => {
      const size = values.length / images;
      return values.subarray(image * size, (image + 1) * size);
    };
    if (rules === undefined || !context.tensors.has(`out.detections.scores.${image}`)) continue;
    const found = selectDetections(
      {
        boxes: part(boxValues),
        scores: part(scoreValues),
        thresholdScores: part(thresholdValues),
        levels,
        size: { height, width },
      },
      rules,
    );
    checkDetections(
      context,
      { boxes: found.boxes, scores: found.scores, labels: found.classes },
      {
        boxes: `out.detections.boxes.${image}`,
        scores: `out.detections.scores.${image}`,
        labels: `out.detections.labels.${image}`,
      },
    );
  }
}
