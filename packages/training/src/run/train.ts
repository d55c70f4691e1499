import { readOptions } from '@tandem-det/base';
import { checkClasses } from '@tandem-det/data';
import { OpenRun } from './open-run.ts';
import { runLength } from './run-length.ts';
import { runParts } from './run-parts.ts';
import type { RunState } from './run-state.ts';
import { trainEpoch } from './train-epoch.ts';
import { type ReadTrainOptions, type TrainOptions, type TrainResult, trainOptions } from './train-options.ts';

/**
 * Trains a detector in place. The same seed on the same backend gives the same losses to the last bit,
 * whether or not the run was stopped and resumed on the way.
 *
 * A run is resumed by the parts that it began with: detector, dataset, input, optimizer, schedule, average and the
 * numbers of a step. What differs is named and refused, and so are parts of your own that nothing identifies (`ownPart`,
 * `version`). The run's length, and how often it is saved and evaluated, may differ.
 *
 * Throws before anything starts for bad options, where the classes of detector and dataset differ, where the folder
 * cannot be written to or already holds a run (unless resumed), or the resumed run was another one; throws at a step whose
 * losses are not finite, and where another process has taken the folder over: each run has one writer.
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const read = readOptions('train', trainOptions, options);
  const { detector, dataset, optimizer, average, batchSize, signal } = read;
  checkClasses(detector.classes, dataset);
  const length = runLength(read);
  optimizer.begin?.(detector.parameters.trainable);
  const run = await OpenRun.open(read, runParts(read));
  run.state = { ...run.state, finished: run.state.progress.step >= length.steps };
  await run.tell({
    kind: 'start',
    from: run.state.progress.step,
    next: run.state.next,
    ...length,
    batchSize,
    images: dataset.images.length,
    parameters: detector.parameters.count,
    backend: run.state.backend,
  });
  await run.evaluateIfDue();
  while (!run.state.finished && !signal?.aborted) {
    run.state = await trainEpoch(
      read,
      run.state,
      length,
      (event) => run.tell(event),
      (state) => run.save(state),
    );
    const { next, finished, progress } = run.state;
    if (next.index === 0 || finished) {
      run.state = { ...run.state, evaluationDue: evaluationDue(read, run.state) };
      if (finished || progress.epoch % read.checkpointEveryEpochs === 0 || signal?.aborted) await run.save();
      await run.evaluateIfDue();
    } else {
      await run.save();
    }
  }
  average?.assign(detector.parameters.all);
  const { finished, evaluationDue: due, progress } = run.state;
  const status = finished && !due ? 'finished' : 'stopped';
  await run.tell({ kind: status, step: progress.step });
  return { status, steps: progress.step, ...(run.figures === undefined ? {} : { figures: run.figures }) };
}

function evaluationDue({ evaluation }: ReadTrainOptions, { finished, progress }: RunState): boolean {
  if (evaluation === undefined) return false;
  const every = evaluation.everyEpochs ?? 0;
  return finished || (every > 0 && progress.epoch % every === 0);
}
