import {
  type Assigner,
  type Assignment,
  type Backbone,
  convolutionBlock,
  type DensePredictions,
  type Head,
  type Loss,
  type Neck,
} from '@tandem-det/core';
import { generatedScenes } from '@tandem-det/data';
import { type Batch, batches } from '@tandem-det/data/batches';
import { createDetector, type Detector } from '@tandem-det/detector';
import { adamw } from '@tandem-det/training';
import { clone, dispose, keep, type Scalar } from '@tensorflow/tfjs-core';
import type { Combination, Refusal } from './combinations.ts';
import { ASSIGNERS, CHANNELS, HEADS, LOSSES } from './parts.ts';

/** Two convolutions of stride 4 and 2: levels of stride 4 and 8, each of a few thousand multiplications. */
const backbone: Backbone = {
  name: 'two convolutions',
  levels: [4, 8].map((stride) => ({ stride, channels: CHANNELS })),
  build(scope) {
    const block = (name: string, inputs: number, stride: number) =>
      convolutionBlock(scope.child(name), { inputs, outputs: CHANNELS, stride, norm: { kind: 'group' } });
    const [first, second] = [block('first', 3, 4), block('second', CHANNELS, 2)];
    return (images, context) => {
      const fine = first(images, context);
      return [fine, second(fine, context)];
    };
  },
};

const neck: Neck = { name: 'none', levels: (inputs) => inputs, build: () => (features) => features };

/**
 * Learning rate of AdamW, whose steps do not depend on the scale of a loss. Large, so that within 20 steps the loss
 * falls by more than moving boxes raise targets that are their quality.
 */
const RATE = 0.02;

/** A detector of these parts, whatever their types say. */
export function detectorOf(
  { head, assigner, loss }: Combination,
  parts: { readonly assigner: Assigner; readonly loss: Loss } = {
    assigner: ASSIGNERS[assigner] as Assigner,
    loss: LOSSES[loss] as Loss,
  },
): Detector {
  return createDetector({
    classes: generatedScenes({ count: 1 }).classes.map(({ name }) => name),
    backbone,
    neck,
    head: HEADS[head] as unknown as Head<DensePredictions>,
    ...parts,
    seed: 3,
  });
}

/** Two generated scenes of 32 × 32 pixels; the caller disposes of them. */
export async function sceneBatch(): Promise<Batch> {
  const size = { width: 32, height: 32 };
  const all = batches({
    dataset: generatedScenes({ count: 2, seed: 5, size }),
    batchSize: 2,
    transforms: [],
    normalization: { mean: [124, 116, 104], deviation: [58, 57, 57] },
    size,
  });
  const { value } = await all.next();
  return value as Batch;
}

/** Steps that a combination is tried for. */
const STEPS = 20;

/**
 * Trains the parts on one batch, for 20 steps of AdamW. Returns what is wrong: a loss that is not finite, or one that
 * did not fall; undefined where nothing is. As some assigners follow the predictions, and with them the number that a
 * loss is divided by, the loss is that of the last assignment, before the steps and after them. So are the boxes that a
 * loss takes as constants: the IoU that is the target of a class or of a quality rises as boxes get better, and the
 * loss with it, which says nothing of how well the target is met.
 */
export async function flawOf(combination: Combination, batch: Batch): Promise<string | undefined> {
  const loss = LOSSES[combination.loss] as Loss;
  const {
    assigner,
    last,
    withLastBoxes,
    dispose: forget,
  } = remembering(ASSIGNERS[combination.assigner] as Assigner);
  const trained = detectorOf(combination, { assigner, loss });
  const untrained = detectorOf(combination, { assigner: last, loss: withLastBoxes(loss) });
  try {
    const totals = await train(trained, batch);
    const [before, after] = [await totalOf(untrained, batch), totals.at(-1)!];
    const all = [...totals, before];
    if (!all.every(Number.isFinite)) return `losses that are not finite: ${all.join(', ')}`;
    return after < before ? undefined : `a loss from ${before} to ${after}`;
  } finally {
    trained.dispose();
    untrained.dispose();
    forget();
  }
}

/** An assigner that keeps its last assignment and the boxes that it was for, and what gives them again. */
function remembering(inner: Assigner) {
  let kept: (Assignment & { readonly predicted: DensePredictions['boxes'] }) | undefined;
  const forget = () => void (kept && dispose(Object.values(kept)));
  const copyOf = ({ gtIndex, alignment, labels, boxes }: Assignment): Assignment => ({
    gtIndex: clone(gtIndex),
    alignment: clone(alignment),
    labels: clone(labels),
    boxes: clone(boxes),
  });
  const assigner: Assigner = (predictions, ...inputs) => {
    const assignment = inner(predictions, ...inputs);
    forget();
    kept = { ...copyOf(assignment), predicted: clone(predictions.boxes) };
    for (const tensor of Object.values(kept)) keep(tensor);
    return assignment;
  };
  /** Losses of boxes are of the boxes given, all others of the last ones. */
  const withLastBoxes =
    (loss: Loss): Loss =>
    (predictions, ...inputs) => {
      const own = loss(predictions, ...inputs);
      if ('box' in own) return own;
      dispose(Object.values(own));
      return loss({ ...predictions, boxes: kept!.predicted }, ...inputs);
    };
  return { assigner, last: () => copyOf(kept!), withLastBoxes, dispose: forget };
}

/**
 * Composes parts that do not fit. Returns what is wrong: no error, or one that does not say what is missing and which
 * head offers it; undefined where it does.
 */
export function flawOfRefusal(refusal: Refusal): string | undefined {
  try {
    detectorOf(refusal).dispose();
    return 'no error';
  } catch (error) {
    const { message } = error as Error;
    const { head, missing } = refusal;
    const { name, provides } = HEADS[head];
    const isSaid = [
      `expected a head that predicts ${missing},`,
      `got the ${name}, which predicts ${provides.join(', ')}.`,
    ];
    const offers = /(\w+Head)\(\)/.exec(message)?.[1] as keyof typeof HEADS;
    const isRight =
      isSaid.every((part) => message.includes(part)) &&
      HEADS[offers]?.provides.some((each) => each === missing);
    return isRight ? undefined : `the error "${message}"`;
  }
}

/** The loss before each of the steps, and after the last. */
async function train(detector: Detector, batch: Batch): Promise<number[]> {
  const optimizer = adamw({ weightDecay: 0 });
  const totals: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const { terms, gradients, positives } = detector.gradients(batch.images, batch.truth, { step, epoch: 0 });
    totals.push(await sumOf(terms));
    optimizer.apply(detector.parameters.trainable, gradients, RATE);
    dispose([...gradients.values(), positives]);
  }
  optimizer.dispose();
  return [...totals, await totalOf(detector, batch)];
}

function totalOf(detector: Detector, batch: Batch): Promise<number> {
  return sumOf(detector.losses(batch.images, batch.truth, { step: STEPS, epoch: 0 }));
}

/** The sum of terms, of which it disposes. */
async function sumOf(terms: Readonly<Record<string, Scalar>>): Promise<number> {
  const values = await Promise.all(Object.values(terms).map((term) => term.data<'float32'>()));
  dispose(Object.values(terms));
  return values.reduce((sum, [value]) => sum + value!, 0);
}
