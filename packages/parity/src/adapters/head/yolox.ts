import { simOta } from '@tandem-det/assigners';
import type { Priors } from '@tandem-det/core';
import { YOLOX_CODER, type YoloxPredictions, yoloxHead } from '@tandem-det/heads';
import {
  crossEntropy,
  giou,
  iou,
  l1,
  type OverlapLossOptions,
  objectness,
  positives,
} from '@tandem-det/losses';
import * as tf from '@tensorflow/tfjs-core';
import type { Adapter } from '../../adapter.ts';
import type { Options } from '../../cases/options.ts';
import { readCspStyle } from '../read-csp-style.ts';
import { recorded } from './recorded.ts';
import type { BatchShape, SelectionRules } from './rules.ts';
import { levelMaps, runHead, type Term } from './run-head.ts';

export const yoloxHeadAdapter: Adapter = async (context) => {
  const { options } = context;
  const channels = options.number('channels');
  const inputs = options.numbers('inChannels');
  const head = yoloxHead({ ...readCspStyle(options), channels, convs: options.number('convs', 2) });
  const classes = options.number('numClasses');
  const strides = options.numbers('strides');
  const selection = readYoloxSelection(options);
  const batch = readFullBatch(options);
  const training = options.has('losses')
    ? { assigner: readSimOta(options), terms: readTerms(options) }
    : undefined;
  options.fixed({
    outputs:
      'inference mode (running statistics): raw reg, and logits of obj and cls; losses: training mode (batch statistics)',
    after: 'out.after.*: running statistics after the training-mode pass',
  });
  options.finish();
  await runHead(context, {
    head,
    classes,
    channels: inputs,
    strides,
    outputs: yoloxOutputs,
    inference: true,
    ...(training && { training }),
    ...(selection && { selection }),
    ...(batch && { batch }),
  });
};

/** How YOLOX chooses detections; undefined where the case has no score threshold. */
export function readYoloxSelection(options: Options): SelectionRules | undefined {
  options.fixed({ clip: null });
  const inclusive = options.choice(
    'thresholdRule',
    { 'score >= scoreThreshold': true, 'score > scoreThreshold': false },
    true,
  );
  options.fixed({
    score: ['object * class', 'object * class, one class per prior: the largest'],
    labelRule: 'one class per prior: the largest',
  });
  const scoreThreshold = options.numberOrNull('scoreThreshold', null);
  const iouThreshold = options.number('nmsIou', 0.65);
  const maxDetections = options.numberOrNull('maxDetections', null) ?? Number.POSITIVE_INFINITY;
  if (scoreThreshold === null) return undefined;
  return {
    scoreThreshold,
    iouThreshold,
    inclusive,
    maxDetections,
    preNms: Number.POSITIVE_INFINITY,
    candidates: 'priors',
    labels: 'best',
    clip: false,
  };
}

/** A batch of images that all fill it. */
function readFullBatch(options: Options): BatchShape | undefined {
  if (!options.has('size')) return undefined;
  const [height, width] = options.numbers('size') as [number, number];
  const shapes = Array.from({ length: options.number('images', 1) }, () => [height, width] as const);
  return { imageShapes: shapes, padShapes: shapes };
}

/** SimOTA; the rule of before 2023 is told by its penalty, as both rules can have any radius. */
function readSimOta(options: Options) {
  const section = options.section('assigner');
  section.fixed({ type: 'simota' });
  const penalty = section.number('penalty');
  return simOta({
    region: penalty > 1e5 ? 'center' : 'box-and-center',
    penalty,
    centerRadius: section.number('centerRadius'),
    topK: section.number('topIous', 10),
    classWeight: section.number('clsWeight', 1),
    iouWeight: section.number('iouWeight', 3),
    iouEpsilon: section.number('iouEps', 1e-8),
  });
}

/** YOLOX's two losses of boxes. */
const BOX_LOSSES = {
  '1 - IoU^2': (options: OverlapLossOptions) => iou({ ...options, form: 'squared' }),
  '1 - GIoU': giou,
};

/** The loss terms by the names of the case; one of weight 0 is not computed, as in YOLOX. */
function readTerms(options: Options): Readonly<Record<string, Term<YoloxPredictions>>> {
  options.fixed({ normaliser: 'max(number of positives, 1)' });
  const section = options.section('losses');
  const boxes = section.section('iou');
  const classes = section.section('cls');
  const raw = section.section('l1');
  const objects = section.section('obj');
  classes.fixed({ type: 'bce', target: 'one-hot * IoU' });
  objects.fixed({ type: 'bce' });
  raw.fixed({ on: 'raw outputs' });
  const count = () => recorded(positives({ floor: { atLeast: 1 } }));
  const [ofBoxes, ofClasses, ofObjects, ofRaw] = [count(), count(), count(), count()];
  const { normalizer } = ofClasses;
  const terms = {
    iou: {
      loss: boxes.choice('type', BOX_LOSSES)({ normalizer: ofBoxes.normalizer }),
      weight: boxes.number('weight'),
      divisor: ofBoxes.last,
    },
    obj: {
      loss: objectness({ normalizer: ofObjects.normalizer }),
      weight: objects.number('weight'),
      divisor: ofObjects.last,
    },
    cls: {
      loss: crossEntropy({ target: 'iou', over: 'positives', normalizer }),
      weight: classes.number('weight'),
      divisor: ofClasses.last,
    },
    l1: {
      loss: l1({ coder: YOLOX_CODER, normalizer: ofRaw.normalizer }),
      weight: raw.number('weight', 0),
      divisor: ofRaw.last,
    },
  };
  return Object.fromEntries(Object.entries(terms).filter(([, { weight }]) => weight !== 0));
}

/** `reg.i` as they are, `obj.i` and `cls.i` as logits. */
export function yoloxOutputs(
  { classLogits, boxDeltas, objectnessLogits }: YoloxPredictions,
  priors: Priors,
): Readonly<Record<string, tf.Tensor>> {
  return {
    ...levelMaps('cls', classLogits, priors),
    ...levelMaps('reg', boxDeltas, priors),
    ...levelMaps('obj', tf.expandDims(objectnessLogits, 2), priors),
  };
}
