import {
  type Assigner,
  type Backbone,
  convolutionBlock,
  type DensePredictions,
  type Head,
  type Loss,
  type Neck,
} from '@tandem-det/core';
import { type Batch, batches, generatedScenes } from '@tandem-det/data';
import { createDetector, type Detector } from '@tandem-det/detector';
import { adamw } from '@tandem-det/training';
import { dispose } from '@tensorflow/tfjs-core';
import {
  ASSIGNERS,
  type AssignerName,
  CHANNELS,
  HEADS,
  type HeadName,
  LOSSES,
  type LossName,
} from './parts.ts';

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

/** Learning rate of AdamW, whose steps do not depend on the scale of a loss. */
const RATE = 0.005;

/** A detector of these parts, whatever their types say. */
export function detectorOf(head: HeadName, assigner: AssignerName, loss: LossName): Detector {
  return createDetector({
    classes: generatedScenes({ count: 1 }).classes.map(({ name }) => name),
    backbone,
    neck,
    head: HEADS[head] as unknown as Head<DensePredictions>,
    assigner: ASSIGNERS[assigner] as Assigner,
    loss: LOSSES[loss] as Loss,
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

/** The loss before each of `steps` steps of AdamW on one batch, and after the last. */
export async function lossesOf(detector: Detector, batch: Batch, steps: number): Promise<number[]> {
  const optimizer = adamw({ weightDecay: 0 });
  const totals: number[] = [];
  for (let step = 0; step <= steps; step++) {
    const { terms, gradients, positives } = detector.gradients(batch.images, batch.truth, { step, epoch: 0 });
    const values = await Promise.all(Object.values(terms).map((term) => term.data<'float32'>()));
    totals.push(values.reduce((sum, [value]) => sum + value!, 0));
    optimizer.apply(detector.parameters.trainable, gradients, RATE);
    dispose([...Object.values(terms), ...gradients.values(), positives]);
  }
  optimizer.dispose();
  return totals;
}
