import { setImmediate as turn } from 'node:timers/promises';
import { expectThat } from '@tandem-det/base';
import { type Batch, batches, disposeBatch } from '@tandem-det/data';
import * as tf from '@tensorflow/tfjs-core';
import type { TrainEvent } from './events.ts';
import { scaleAt, scaledBatch } from './multi-scale.ts';
import type { RunState } from './run-state.ts';
import type { ReadTrainOptions } from './train-options.ts';
import { trainingStep } from './training-step.ts';

/**
 * Trains from `state` to the end of its epoch, of the run, or until the signal; returns the state there.
 * Calls `save` where a checkpoint is due on the way, and before it throws for images that cannot be read.
 */
export async function trainEpoch(
  options: ReadTrainOptions,
  state: RunState,
  { steps, stepsPerEpoch }: { readonly steps: number; readonly stepsPerEpoch: number },
  tell: (event: TrainEvent) => Promise<void>,
  save: (state: RunState) => Promise<void>,
): Promise<RunState> {
  const { detector, optimizer, average, schedule, clipNorm, microBatch, multiScale, signal } = options;
  const { checkpointEverySteps = Number.POSITIVE_INFINITY } = options;
  const { epoch } = state.next;
  let { progress, next } = state;
  // A step begins where the one before ended, its log included, but for a checkpoint; waiting, when it asks for its batch.
  let began = performance.now();
  let asked = began;
  const messages: string[] = [];
  const report = (message: string) => void messages.push(message);
  const tellMessages = async () => {
    for (const message of messages.splice(0)) await tell({ kind: 'warning', step: progress.step, message });
  };
  const negative = new Set<string>();
  const epochBatches = batches({
    ...options.input,
    dataset: options.dataset,
    batchSize: options.batchSize,
    seed: state.seed,
    shuffle: true,
    epoch,
    startAt: next.index,
    report,
  });
  const rescue = async () => {
    await tellMessages();
    if (progress.step > state.progress.step) await save({ ...state, progress, next });
  };
  for await (const batch of withRescue(epochBatches, rescue)) {
    const received = performance.now();
    const learningRate = schedule(progress);
    let result: Awaited<ReturnType<typeof trainingStep>>;
    const size = multiScale && scaleAt(multiScale, state.seed, progress.step);
    const scaled = size ? scaledBatch(batch, size) : batch;
    try {
      const step = { detector, batch: scaled, progress, optimizer, microBatch, learningRate, clipNorm };
      result = await trainingStep(step);
    } finally {
      disposeBatch(scaled);
    }
    average?.update(detector.parameters.all);
    for (const [name, value] of Object.entries(result.terms)) {
      if (value >= 0 || negative.has(name)) continue;
      negative.add(name);
      report(`loss term "${name}" is negative (${value}): some boxes are inside out, annotated or predicted`);
    }
    const done = performance.now();
    await tellMessages();
    const images = batch.records.length;
    await tell({
      kind: 'step',
      ...progress,
      batch: batch.position.index,
      learningRate,
      ...result,
      images,
      imagesPerSecond: (1000 * images) / (done - began),
      dataWait: (received - asked) / 1000,
      memory: process.memoryUsage.rss(),
      tensors: tf.memory().numTensors,
    });
    // All of a step may run without a turn of the event loop: signals, timers and connections are heard here.
    await turn();
    began = done;
    asked = performance.now();
    progress = { step: progress.step + 1, epoch };
    next = { epoch, index: batch.position.index + 1 };
    if (progress.step === steps || signal?.aborted) break;
    if (next.index < stepsPerEpoch && progress.step % checkpointEverySteps === 0) {
      await save({ ...state, progress, next });
      began = asked = performance.now();
    }
  }
  await tellMessages();
  expectThat(
    progress.step > state.progress.step || state.next.index > 0,
    `train: dataset "${options.dataset.name}"`,
    'an image that can be read',
    'none in a whole epoch',
  );
  const ended = next.index >= stepsPerEpoch || (progress.step < steps && !signal?.aborted);
  if (ended) {
    progress = { ...progress, epoch: epoch + 1 };
    next = { epoch: epoch + 1, index: 0 };
  }
  return { ...state, progress, next, finished: progress.step === steps };
}

/** The same batches; where the next one fails, `rescue` runs before the error goes on. */
async function* withRescue(given: AsyncIterable<Batch>, rescue: () => Promise<void>): AsyncGenerator<Batch> {
  try {
    yield* given;
  } catch (error) {
    await rescue();
    throw error;
  }
}
