import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { evaluateDetector } from '@tandem-det/inference';
import { backendDetails } from '@tandem-det/kernels/backends';
import { readLog, type StepRecord, type TrainEvent, train } from '@tandem-det/training';
import { getBackend } from '@tensorflow/tfjs-core';
import type { RunRecord } from '../records/run-record.ts';
import { checkSetup } from '../study/check-setup.ts';
import type { PlannedRun } from '../study/plan.ts';
import type { Study } from '../study/study.ts';

export interface RunCellOptions {
  /** Of the study; the run's own lies in it. */
  readonly folder: string;
  readonly signal?: AbortSignal;
  readonly onTrain?: (event: TrainEvent) => void;
  readonly onEvaluate?: (images: number, total: number) => void;
}

/** Where checkpoint, log and `detections.json`, in COCO results format, of one run lie. */
export function runPath(
  folder: string,
  { name, seed, id }: Pick<PlannedRun, 'name' | 'seed' | 'id'>,
): string {
  const readable = name.replaceAll(/[^A-Za-z0-9.]+/g, '-');
  return path.join(folder, 'runs', `${readable}-seed${seed}-${id.slice(0, 8)}`);
}

/**
 * Trains one run, from its last checkpoint where it has one, and evaluates it. Returns its record, which the
 * caller keeps; undefined where the signal stopped it.
 */
export async function runCell(
  study: Study,
  run: PlannedRun,
  { folder, signal, onTrain, onEvaluate }: RunCellOptions,
): Promise<RunRecord | undefined> {
  const setup = await study.prepare(run.cell, run.seed);
  checkSetup(study, setup);
  const { detector, optimizer, average, dataset, validation, input, evaluationInput, training } = setup;
  const own = runPath(folder, run);
  const { version = study.content } = study;
  try {
    const result = await train({
      ...training,
      detector,
      optimizer,
      ...(average && { average }),
      dataset,
      ...(input && { input }),
      seed: run.seed,
      folder: own,
      resume: 'if there is one',
      ...(setup.config !== undefined && { config: setup.config }),
      ...(version !== undefined && { version }),
      ...(signal && { signal }),
      ...(onTrain && { onEvent: onTrain }),
    });
    if (result.status === 'stopped') return undefined;
    const evaluation = await evaluateDetector({
      detector,
      dataset: validation,
      ...(evaluationInput && { input: evaluationInput }),
      batchSize: training.batchSize,
      alignment: true,
      ...(signal && { signal }),
      ...(onEvaluate && { onProgress: onEvaluate }),
    });
    if (evaluation === undefined) return undefined;
    await writeFile(path.join(own, 'detections.json'), JSON.stringify(evaluation.detections));
    const { losses, seconds } = await readSteps(path.join(own, 'log.jsonl'));
    const { id, name, cell, seed } = run;
    return {
      format: 2,
      id,
      name,
      cell,
      seed,
      stats: evaluation.stats,
      categories: evaluation.categories,
      ...(evaluation.alignment && { alignment: evaluation.alignment }),
      parameters: detector.parameters.count,
      steps: result.steps,
      seconds,
      backend: getBackend(),
      ...(backendDetails() && { backendDescription: backendDetails()!.description }),
      losses,
      identity: run.identity,
    };
  } finally {
    optimizer.dispose();
    average?.dispose();
    detector.dispose();
  }
}

/** Loss terms step by step, and the seconds of all steps, from a run's log. */
async function readSteps(log: string): Promise<Pick<RunRecord, 'losses' | 'seconds'>> {
  const steps = (await readLog(log)).filter(({ kind }) => kind === 'step') as unknown as StepRecord[];
  const names = [...new Set(steps.flatMap(({ terms }) => Object.keys(terms)))];
  return {
    losses: Object.fromEntries(
      ['loss', ...names].map((name) => [
        name,
        steps.map(({ loss, terms }) => (name === 'loss' ? loss : (terms[name] ?? 0))),
      ]),
    ),
    seconds: steps.reduce((sum, { images, imagesPerSecond }) => sum + images / imagesPerSecond, 0),
  };
}
