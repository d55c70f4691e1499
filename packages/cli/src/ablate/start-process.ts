import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { type PlannedRun, runPath } from '@tandem-det/ablation';

export interface ProcessOptions {
  /** The script of the `tandem` command. */
  readonly entry: string;
  readonly config: string;
  readonly set: readonly string[];
  readonly out: string;
  readonly backend: string;
  readonly threads: number | undefined;
  readonly processes: number;
  /** One for each slot in turn, as `CUDA_VISIBLE_DEVICES`. */
  readonly devices: readonly string[];
}

/**
 * A process that does one run of a study: on its slot's device where there are some, with its share of the cores
 * otherwise. What it prints is in `output.txt` of the run's folder.
 */
export function startProcess(run: PlannedRun, slot: number, options: ProcessOptions): ChildProcess {
  const { entry, config, set, out, backend, processes, devices } = options;
  const threads = options.threads ?? Math.max(1, Math.floor(availableParallelism() / processes));
  const folder = runPath(out, run);
  mkdirSync(folder, { recursive: true });
  const log = openSync(outputPath(folder), 'a');
  const words = [
    ...['ablate', '--config', config, '--out', out, '--run', run.id],
    ...['--backend', backend, '--threads', String(threads)],
    ...set.flatMap((each) => ['--set', each]),
  ];
  return spawn(process.execPath, [...process.execArgv, entry, ...words], {
    stdio: ['ignore', log, log],
    env: {
      ...process.env,
      ...(devices.length > 0
        ? { CUDA_VISIBLE_DEVICES: devices[slot % devices.length]! }
        : { TF_NUM_INTRAOP_THREADS: String(threads), OMP_NUM_THREADS: String(threads) }),
    },
  });
}

/** What a process prints, in its run's folder. */
export function outputPath(folder: string): string {
  return path.join(folder, 'output.txt');
}

/** The last line of a file that is not empty. */
export function lastLine(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? '';
}
