import { horizontalFlip } from '@tandem-det/data';
import { sgd } from '../optimizer/sgd.ts';
import { constant } from '../schedule/schedule.ts';
import { warmUp } from '../schedule/warm-up.ts';
import type { StepRecord, TrainEvent } from './events.ts';
import { countingDetector, smallDataset } from './fixtures.ts';
import { train } from './train.ts';
import type { TrainOptions } from './train-options.ts';

/** Runs a training with these options over the standard small ones, and collects what it told. */
export async function runSmall(options: Partial<TrainOptions> = {}) {
  const { detector = countingDetector() } = options as { detector?: ReturnType<typeof countingDetector> };
  const { optimizer = sgd({ momentum: 0.9 }) } = options;
  const events: TrainEvent[] = [];
  try {
    const result = await train({
      dataset: smallDataset(),
      input: { transforms: [horizontalFlip()] },
      schedule: warmUp({ steps: 4 }, constant(0.05)),
      batchSize: 4,
      seed: 7,
      config: { learningRate: 0.05 },
      onEvent: (event) => events.push(event),
      ...(options.steps === undefined ? { epochs: 3 } : {}),
      ...options,
      detector,
      optimizer,
    });
    const weights = await Promise.all(detector.parameters.all.map(({ variable }) => variable.data()));
    return { result, events, steps: stepsOf(events), weights };
  } finally {
    optimizer.dispose();
    options.average?.dispose();
    detector.dispose();
  }
}

/** The steps among what a training told. */
export const stepsOf = (events: readonly TrainEvent[]): StepRecord[] =>
  events.filter((event) => event.kind === 'step');

/** What two trainings that are the same have in common, step by step. */
export const lossesOf = (steps: readonly StepRecord[]) =>
  steps.map(({ step, loss, terms }) => ({ step, loss, terms }));

/** Options that abort once `step` steps are done. */
export function stoppingAfter(step: number) {
  const controller = new AbortController();
  const onEvent = (event: TrainEvent) => {
    if (event.kind === 'step' && event.step === step - 1) controller.abort();
  };
  return { signal: controller.signal, onEvent };
}
