import { nms } from '@tandem-det/kernels';
import type { Adapter } from '../../adapter.ts';
import { checkDetections } from '../check-detections.ts';

const FACTORS = 'multiplied after the score threshold, before suppression';

/** Suppression class by class of every class and prior whose score passes the threshold. */
export const batchedNmsAdapter: Adapter = async (context) => {
  const { options, tensors } = context;
  const iouThreshold = options.number('iouThreshold');
  const scoreThreshold = options.number('scoreThreshold');
  const maxDetections = options.number('maxDetections');
  const classes = options.number('numClasses');
  const factored = options.choice('scoreFactors', { null: false, [FACTORS]: true });
  options.finish();
  const boxes = Float32Array.from(tensors.read('in.boxes').data);
  const thresholdScores = Float32Array.from(tensors.read('in.scores').data);
  const factors = factored ? tensors.read('in.factors').data : undefined;
  tensors.finish();
  const scores = thresholdScores.map((score, index) => score * (factors?.[Math.floor(index / classes)] ?? 1));
  const passing = [...scores.keys()].filter((index) => thresholdScores[index]! > Math.fround(scoreThreshold));
  const kept = nms(
    Float32Array.from(passing.flatMap((index) => [...boxOf(boxes, Math.floor(index / classes))])),
    Float32Array.from(passing, (index) => scores[index]!),
    Int32Array.from(passing, (index) => index % classes),
    { iouThreshold, maxDetections },
  );
  const candidates = Array.from(kept, (index) => passing[index]!);
  const priors = candidates.map((index) => Math.floor(index / classes));
  checkDetections(
    context,
    {
      boxes: priors.map((prior) => [...boxOf(boxes, prior)]),
      scores: candidates.map((index) => scores[index]!),
      labels: candidates.map((index) => index % classes),
      priors,
    },
    { boxes: 'out.boxes', scores: 'out.scores', labels: 'out.labels', priors: 'out.priors' },
  );
};

function boxOf(boxes: Float32Array, prior: number): Float32Array {
  return boxes.subarray(4 * prior, 4 * prior + 4);
}
