import { type Description, describe, descriptionOf, expectThat, readOptions } from '@tandem-det/base';
import {
  type Assignment,
  type Context,
  checkShape,
  type DensePredictions,
  type Features,
  type GroundTruth,
  type Head,
  INFERENCE,
  type Level,
  type LossTerms,
  type MapSize,
  ParameterStore,
  type Priors,
  type Progress,
  TRAINING,
  tidied,
} from '@tandem-det/core';
import { withoutTape } from '@tandem-det/kernels';
import { cast, greaterEqual, type Scalar, scalar, sum, type Tensor4D } from '@tensorflow/tfjs-core';
import { accumulatedGradients } from './accumulated-gradients.ts';
import { checkNeeds } from './check-needs.ts';
import { type DetectOptions, detect } from './detect.ts';
import type { Detections } from './detections.ts';
import { type DetectorOptions, detectorOptions } from './detector-options.ts';
import { priorsCache } from './priors-cache.ts';
import { type StepGradients, stepGradients, type TrainingPass } from './step-gradients.ts';

/** Five values composed. Owns its parameters and priors: call `dispose` at the end. */
export interface Detector<P extends DensePredictions = DensePredictions> {
  /**
   * What it is: the descriptions of its parts, its classes and its seed, as plain JSON. Runs are compared by it, and
   * `detectorFromDescription` of `@tandem-det/presets` makes the detector again.
   */
  readonly description: Description;
  readonly classes: readonly string[];
  /** Defaults of `detect`. */
  readonly detection: DetectOptions;
  /** Under the scopes `backbone`, `neck` and `bbox_head`. */
  readonly parameters: ParameterStore;
  /** The levels that the head predicts on, finest first. */
  readonly levels: readonly Level[];
  readonly head: Pick<Head<P>, 'name' | 'priors' | 'scores' | 'thresholdScores'>;
  /** Predictions for images [B, H, W, 3]; the caller owns the tensors. Inference unless the context says otherwise. */
  predict(images: Tensor4D, context?: Context): P;
  /** The priors of an input of this size in pixels; they stay the detector's. */
  priors(height: number, width: number): Priors;
  /** Which priors answer for which objects; off the gradient tape. The caller owns the tensors. */
  assign(predictions: P, priors: Priors, truth: GroundTruth, progress: Progress): Assignment;
  /** Loss terms of a training pass, differentiable; their sum is what training minimises. The caller owns the tensors. */
  losses(images: Tensor4D, truth: GroundTruth, progress: Progress): LossTerms;
  /**
   * The loss terms and the gradients of their sum. With `microBatch`, so many images are computed at a time:
   * the same to rounding, in less memory and with one more forward pass; see `accumulatedGradients`.
   */
  gradients(
    images: Tensor4D,
    truth: GroundTruth,
    progress: Progress,
    options?: { readonly microBatch?: number },
  ): StepGradients;
  /** What is in each of B images, best first; see `detect`. */
  detect(images: Tensor4D, options?: DetectOptions): Promise<Detections[]>;
  dispose(): void;
}

/**
 * Composes a detector from five values: the backbone's features go through the neck to the head, whose
 * predictions the assigner matches with objects and the loss compares with them.
 *
 * The compiler refuses an assigner or a loss that needs predictions which the head does not offer; in plain
 * JavaScript this throws.
 * Errors: an ExpectationError for an unknown option, a part that is none, a need that the head does not meet, without
 * classes or with one twice, and, when it runs, for images that are not [B, H, W, 3] and for parts whose feature maps do not have ceil(size / stride) cells.
 */
export function createDetector<P extends DensePredictions>(options: DetectorOptions<P>): Detector<P> {
  const read = readOptions('createDetector', detectorOptions, options);
  checkNeeds(options);
  const { backbone, neck, head, assigner, loss } = options;
  const { classes, seed, detection } = read;
  const parameters = new ParameterStore(seed);
  const levels = neck.levels(backbone.levels);
  const forward = buildOrDispose(parameters, () => {
    const extract = backbone.build(parameters.scope('backbone'));
    const fuse = neck.build(parameters.scope('neck'), backbone.levels);
    const predict = head.build(parameters.scope('bbox_head'), levels, classes.length);
    return (images: Tensor4D, priors: Priors, context: Context): P => {
      const features = fuse(extract(images, context), context);
      checkMaps(features, priors);
      return predict(features, priors, context);
    };
  });
  const cache = priorsCache(head, levels);

  const trainingPass = (images: Tensor4D, truth: GroundTruth, progress: Progress): TrainingPass =>
    tidied(() => {
      return passOf(detector.predict(images, TRAINING), images, truth, progress);
    });
  const passOf = (
    predictions: P,
    { shape: [, height, width] }: Tensor4D,
    truth: GroundTruth,
    progress: Progress,
  ): TrainingPass => {
    const priors = detector.priors(height, width);
    const assignment = detector.assign(predictions, priors, truth, progress);
    const terms = loss(predictions, priors, truth, assignment, progress);
    return { terms, positives: positivesOf(assignment) };
  };

  const detector: Detector<P> = {
    description: descriptionOf(describe({}, 'detector', read)),
    classes: [...classes],
    detection,
    parameters,
    levels,
    head,
    predict(images, context = INFERENCE) {
      checkShape('predict: images', images, 'B H W 3');
      return tidied(() => forward(images, detector.priors(images.shape[1], images.shape[2]), context));
    },
    priors: (height, width) => cache.get(height, width),
    assign: (predictions, priors, truth, progress) =>
      withoutTape(() => assigner(predictions, priors, truth, progress)),
    losses(images, truth, progress) {
      const { terms, positives } = trainingPass(images, truth, progress);
      positives.dispose();
      return terms;
    },
    gradients(images, truth, progress, { microBatch = images.shape[0] } = {}) {
      if (microBatch >= images.shape[0]) {
        return stepGradients(parameters, () => trainingPass(images, truth, progress));
      }
      return accumulatedGradients<P>({
        parameters,
        images,
        microBatch,
        predict: detector.predict,
        loss: (predictions) => passOf(predictions, images, truth, progress),
      });
    },
    detect: (images, overrides) => detect(detector, images, { ...detection, ...overrides }),
    dispose() {
      parameters.dispose();
      cache.dispose();
    },
  };
  return detector;
}

/** What `build` returns; frees the parameters that it made where it throws. */
function buildOrDispose<T>(parameters: ParameterStore, build: () => T): T {
  try {
    return build();
  } catch (error) {
    parameters.dispose();
    throw error;
  }
}

function checkMaps(features: Features, { levels }: Priors): void {
  const text = (sizes: readonly MapSize[]) =>
    sizes.map(({ height, width }) => `${height} × ${width}`).join(', ');
  const got = text(features.map(({ shape: [, height, width] }) => ({ height, width })));
  expectThat(
    got === text(levels),
    'createDetector',
    `feature maps of ceil(size / stride) cells, ${text(levels)}`,
    got,
    'The backbone and the neck must declare the levels that they return.',
  );
}

function positivesOf({ gtIndex }: Assignment): Scalar {
  return withoutTape(() => sum(cast(greaterEqual(gtIndex, scalar(0, 'int32')), 'float32')) as Scalar);
}
