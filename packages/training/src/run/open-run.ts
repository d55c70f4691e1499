import { START } from '@tandem-det/core';
import { backendDetails } from '@tandem-det/kernels/backends';
import { getBackend } from '@tensorflow/tfjs-core';
import { admitRun } from './admit-run.ts';
import { beginRun } from './begin-run.ts';
import type { Figures, TrainEvent } from './events.ts';
import { openBoard, type RunBoard } from './run-board.ts';
import { recordSession } from './run-description.ts';
import { openRunFolder, type RunFolder } from './run-folder.ts';
import { appendToLog } from './run-log.ts';
import { type RunOwner, takeRun } from './run-owner.ts';
import type { RunParts } from './run-parts.ts';
import { writePictures } from './run-pictures.ts';
import { type RunState, type Trained, writeCheckpoint, writeWeights } from './run-state.ts';
import type { ReadTrainOptions } from './train-options.ts';
import { withRoom } from './with-room.ts';

/** What a run has on disk while it is open. */
interface Kept {
  readonly folder: RunFolder;
  readonly owner: RunOwner;
  /** Opened once it is known at which step the run begins. */
  board?: RunBoard;
}

/** A run that is being trained: where it stands, and what it tells and writes as it goes. */
export class OpenRun {
  /** Of the last evaluation. */
  figures: Figures | undefined;
  readonly #options: ReadTrainOptions;
  readonly #kept: Kept | undefined;
  readonly #trained: Trained;

  private constructor(
    options: ReadTrainOptions,
    /** Where the run stands. */
    public state: RunState,
    kept: Kept | undefined,
  ) {
    const { detector, optimizer, average } = options;
    const { parameters, classes } = detector;
    this.#options = options;
    this.#kept = kept;
    this.#trained = { parameters, classes, optimizer, average };
  }

  /** Opens the folder's run where there is one that may be resumed, and a new one otherwise. */
  static async open(options: ReadTrainOptions, parts: RunParts): Promise<OpenRun> {
    const { optimizer, average, seed, config } = options;
    const fresh: RunState = {
      version: 1,
      progress: START,
      next: { epoch: 0, index: 0 },
      seed,
      backend: getBackend(),
      backendDetails: backendDetails() ?? null,
      optimizer: optimizer.name,
      averaged: average !== undefined,
      finished: false,
      evaluationDue: false,
      best: null,
      config,
      parts,
    };
    if (options.folder === undefined) return new OpenRun(options, fresh, undefined);
    const folder = await openRunFolder(options.folder);
    await admitRun(folder, options, fresh);
    const kept: Kept = { folder, owner: await takeRun(folder.path, folder.owner) };
    const run = new OpenRun(options, fresh, kept);
    run.state = await beginRun(folder, options, fresh, (event) => run.tell(event));
    const { step } = run.state.progress;
    kept.board = await openBoard(folder.board, step);
    const { batchSize, microBatch } = parts;
    const record = { config, parts, seed, optimizer: optimizer.name, batchSize, microBatch };
    await recordSession(folder.record, record, { step, backend: fresh.backend });
    return run;
  }

  /** Passes an event on, and logs it. */
  async tell(event: TrainEvent): Promise<void> {
    this.#options.onEvent?.(event);
    if (this.#kept === undefined) return;
    const { owner, folder, board } = this.#kept;
    owner.check();
    await appendToLog(folder.log, event);
    await board?.event(event);
  }

  /** Writes the checkpoint. */
  async save(at: RunState = this.state): Promise<void> {
    if (this.#kept === undefined) return;
    const { owner, folder } = this.#kept;
    owner.check();
    await writeCheckpoint(folder, this.#trained, at);
    await this.tell({ kind: 'checkpoint', step: at.progress.step, path: folder.checkpoint });
  }

  /** Evaluates where the state says so; it stays due where the signal stopped it. */
  async evaluateIfDue(): Promise<void> {
    const { evaluation, signal } = this.#options;
    if (!this.state.evaluationDue || evaluation === undefined) return;
    const { run, draw, watch = 'AP' } = evaluation;
    const figures = await this.#averaged(() => run(signal));
    this.figures = figures;
    if (figures === undefined) return;
    this.#kept?.owner.check();
    if (draw) await this.#draw(draw);
    await this.tell({ kind: 'evaluation', ...this.state.progress, figures });
    const value = figures[watch] ?? Number.NEGATIVE_INFINITY;
    const better = this.state.best === null || value > this.state.best;
    this.state = { ...this.state, evaluationDue: false, best: better ? value : this.state.best };
    if (this.#kept && better) {
      const { best } = this.#kept.folder;
      await withRoom(best, () => writeWeights(best, this.#trained, this.state));
    }
    await this.save();
  }

  async #draw(draw: NonNullable<NonNullable<ReadTrainOptions['evaluation']>['draw']>): Promise<void> {
    if (this.#kept === undefined) return;
    const { folder, board } = this.#kept;
    const { step } = this.state.progress;
    const pictures = await this.#averaged(draw);
    await board?.pictures(step, pictures);
    await this.tell({ kind: 'pictures', step, files: await writePictures(folder.pictures, step, pictures) });
  }

  /** Runs `use` with the averages of the weights in place, where there are any. */
  #averaged<T>(use: () => Promise<T>): Promise<T> {
    const { average, parameters } = this.#trained;
    return average ? average.during(parameters.all, use) : use();
  }
}
