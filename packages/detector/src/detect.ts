import { expectThat, readOptions } from '@tandem-det/base';
import type { DensePredictions, Head, Priors } from '@tandem-det/core';
import { dispose, type Tensor3D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { Detections } from './detections.ts';
import { type ImagePredictions, selectDetections, selectionOptions } from './select-detections.ts';
import { boxesInInput, mergedPredictions, type View, viewed, viewsOption } from './views.ts';

/** What decides the detections of an image: names, defaults and checks. */
export const detectionOptions = selectionOptions.extend({
  /**
   * Test-time augmentation: what each view of the images finds is selected from together, as if it had levels of
   * its own. `[{}, { flip: true }, { scale: 1.5 }]` looks three times; `[{}]` once, at the images as they are.
   */
  views: viewsOption.default([{}]),
});

export type DetectionOptions = z.input<typeof detectionOptions>;

export interface DetectOptions extends DetectionOptions {
  /** Height and width of each image within the batch, in pixels; the rest is padding. The whole input if absent. */
  readonly imageSizes?: readonly { readonly height: number; readonly width: number }[] | undefined;
  /** Is shown what was predicted for each image, of all views, before anything is selected; the arrays may be kept. */
  readonly onPredictions?: ((predictions: ImagePredictions, image: number) => void) | undefined;
}

/** What detection needs of a detector. */
export interface Predictor<P extends DensePredictions> {
  readonly head: Pick<Head<P>, 'scores' | 'thresholdScores'>;
  predict(images: Tensor4D): P;
  priors(height: number, width: number): Priors;
}

/**
 * What is in each of B images: predictions of the network, read once, then `selectDetections` of each image
 * on the host.
 *
 * Shapes: images [B, H, W, 3]; returns B detections in pixels of the input.
 * Errors: an ExpectationError when imageSizes are not B or options are out of range, or for NaN predictions.
 * Source of the views: mmdetection's `aug_test_bboxes`, which flips before it pads; here the batch is flipped whole.
 */
export async function detect<P extends DensePredictions>(
  detector: Predictor<P>,
  images: Tensor4D,
  options: DetectOptions = {},
): Promise<Detections[]> {
  const [count, height, width] = images.shape;
  const whole = { height, width };
  const { imageSizes = Array.from({ length: count }, () => whole), onPredictions, ...others } = options;
  const { views, ...selection } = readOptions('detect', detectionOptions, others);
  expectThat(
    imageSizes.length === count,
    'detect: imageSizes',
    `one size for each of ${count} images`,
    String(imageSizes.length),
  );
  const found: ImagePredictions[][] = [];
  for (const view of views) found.push(await predictView(detector, images, view, imageSizes));
  return imageSizes.map((_, image) => {
    const predictions = mergedPredictions(found.map((ofView) => ofView[image]!));
    onPredictions?.(predictions, image);
    return selectDetections(predictions, selection);
  });
}

/** What the network says of one view, image by image, boxes in pixels of the input. */
async function predictView<P extends DensePredictions>(
  detector: Predictor<P>,
  images: Tensor4D,
  view: View,
  imageSizes: readonly { readonly height: number; readonly width: number }[],
): Promise<ImagePredictions[]> {
  const [count, height, width] = images.shape;
  const seen = viewed(images, view);
  const tensors = tidy((): Record<'boxes' | 'scores' | 'thresholdScores', Tensor3D> => {
    const predictions = detector.predict(seen);
    const scores = detector.head.scores(predictions);
    const thresholdScores = detector.head.thresholdScores?.(predictions) ?? scores;
    return { boxes: predictions.boxes, scores, thresholdScores };
  });
  const { levels } = detector.priors(seen.shape[1], seen.shape[2]);
  try {
    const { boxes, scores, thresholdScores } = tensors;
    const [boxValues, scoreValues] = await Promise.all([boxes.data<'float32'>(), scores.data<'float32'>()]);
    const thresholdValues =
      thresholdScores === scores ? scoreValues : await thresholdScores.data<'float32'>();
    const isPlain = seen.shape[1] === height && seen.shape[2] === width && !view.flip;
    return imageSizes.map((size, image) => {
      const of = (values: Float32Array): Float32Array => {
        const length = values.length / count;
        return values.subarray(image * length, (image + 1) * length);
      };
      return {
        boxes: isPlain ? of(boxValues) : boxesInInput(of(boxValues).slice(), view, { height, width }),
        scores: of(scoreValues),
        thresholdScores: of(thresholdValues),
        levels,
        size,
      };
    });
  } finally {
    dispose([seen, ...Object.values(tensors)]);
  }
}
