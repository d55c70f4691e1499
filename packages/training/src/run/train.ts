import { START } from '@tandem-det/core';
import { checkClasses } from '@tandem-det/data';
import { backendDetails } from '@tandem-det/kernels/backends';
import * as tf from '@tensorflow/tfjs-core';
import { admitRun } from './admit-run.ts';
import { beginRun } from './begin-run.ts';
import { checkOptions } from './check-options.ts';
import type { Figures, TrainEvent } from './events.ts';
import { openBoard, type RunBoard } from './run-board.ts';
import { recordSession } from './run-description.ts';
import { openRunFolder } from './run-folder.ts';
import { runLength } from './run-length.ts';
import { appendToLog } from './run-log.ts';
import { type RunOwner, takeRun } from './run-owner.ts';
import { writePictures } from './run-pictures.ts';
import { type RunState, type Trained, writeCheckpoint, writeWeights } from './run-state.ts';
import { trainEpoch } from './train-epoch.ts';
import type { TrainOptions, TrainResult } from './train-options.ts';
import { withRoom } from './with-room.ts';

/**
 * Trains a detector in place. The same seed on the same backend gives the same losses to the last bit,
 * whether or not the run was stopped and resumed on the way.
 *
 * Throws before anything starts for options that are none, where the classes of detector and dataset differ, where the folder cannot be written
 * to or already holds a run (unless resumed), or the resumed run was another one; throws at a step whose losses are
 * not finite, and where another process has taken the folder over: each run has one writer.
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  checkOptions(options);
  const { detector, dataset, optimizer, average, seed = 0, config = null, signal } = options;
  checkClasses(detector.classes, dataset);
  const length = runLength(options);
  const folder = options.folder === undefined ? undefined : await openRunFolder(options.folder);
  let state: RunState = {
    version: 1,
    progress: START,
    next: { epoch: 0, index: 0 },
    seed,
    backend: tf.getBackend(),
    backendDetails: backendDetails() ?? null,
    optimizer: optimizer.name,
    averaged: average !== undefined,
    finished: false,
    evaluationDue: false,
    best: null,
    config,
  };
  let owner: RunOwner | undefined;
  let board: RunBoard | undefined;
  const tell = async (event: TrainEvent) => {
    options.onEvent?.(event);
    owner?.check();
    if (folder) await appendToLog(folder.log, event);
    await board?.event(event);
  };
  if (folder) {
    await admitRun(folder, options, state);
    owner = await takeRun(folder.path, folder.owner);
    state = await beginRun(folder, options, state, tell);
    const { step } = state.progress;
    board = await openBoard(folder.board, step);
    const { batchSize } = options;
    const { microBatch = batchSize } = options;
    const record = { config, seed, optimizer: optimizer.name, batchSize, microBatch };
    await recordSession(folder.record, record, { step, backend: state.backend });
  }
  state = { ...state, finished: state.progress.step >= length.steps };

  await tell({
    kind: 'start',
    from: state.progress.step,
    next: state.next,
    ...length,
    batchSize: options.batchSize,
    images: dataset.images.length,
    parameters: detector.parameters.count,
    backend: state.backend,
  });

  let figures: Figures | undefined;
  const { parameters, classes } = detector;
  const trained: Trained = { parameters, classes, optimizer, average };
  const averaged = <T>(use: () => Promise<T>) => (average ? average.during(parameters.all, use) : use());
  const save = async (at: RunState = state) => {
    if (!folder) return;
    owner?.check();
    await writeCheckpoint(folder, trained, at);
    await tell({ kind: 'checkpoint', step: at.progress.step, path: folder.checkpoint });
  };
  const evaluateIfDue = async () => {
    if (!state.evaluationDue || options.evaluation === undefined) return;
    const { run, draw, watch = 'AP' } = options.evaluation;
    figures = await averaged(() => run(signal));
    if (figures === undefined) return;
    owner?.check();
    if (folder && draw) {
      const { step } = state.progress;
      const pictures = await averaged(draw);
      await board?.pictures(step, pictures);
      await tell({ kind: 'pictures', step, files: await writePictures(folder.pictures, step, pictures) });
    }
    await tell({ kind: 'evaluation', ...state.progress, figures });
    const value = figures[watch] ?? Number.NEGATIVE_INFINITY;
    const better = state.best === null || value > state.best;
    state = { ...state, evaluationDue: false, best: better ? value : state.best };
    if (folder && better) await withRoom(folder.best, () => writeWeights(folder.best, trained, state));
    await save();
  };

  await evaluateIfDue();
  while (!state.finished && !signal?.aborted) {
    state = await trainEpoch(options, state, length, tell, save);
    if (state.next.index === 0 || state.finished) {
      state = { ...state, evaluationDue: evaluationDue(options, state) };
      const every = options.checkpointEveryEpochs ?? 1;
      if (state.finished || state.progress.epoch % every === 0 || signal?.aborted) await save();
      await evaluateIfDue();
    } else {
      await save();
    }
  }
  average?.assign(parameters.all);
  const status = state.finished && !state.evaluationDue ? 'finished' : 'stopped';
  await tell({ kind: status, step: state.progress.step });
  return { status, steps: state.progress.step, ...(figures === undefined ? {} : { figures }) };
}

function evaluationDue({ evaluation }: TrainOptions, { finished, progress }: RunState): boolean {
  if (evaluation === undefined) return false;
  const every = evaluation.everyEpochs ?? 0;
  return finished || (every > 0 && progress.epoch % every === 0);
}
