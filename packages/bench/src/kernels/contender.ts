import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { KernelCase } from './case.ts';
import { keyOf } from './case.ts';
import type { Peak } from './peak.ts';

export interface WorkerOptions {
  /** The cases to time. */
  readonly keys: readonly string[];
  readonly threads: number;
  /** Divides the rows of every case. */
  readonly shrink: number;
  /** Most runs of each. */
  readonly runs: number;
}

/** What a contender makes of a case: milliseconds of every run, or why there are none. */
export interface CaseTimes {
  readonly times?: readonly number[];
  /** Composed of plain tfjs ops. */
  readonly plain?: readonly number[];
  /** On webgpu: shaders started by one run, and by one of the plain ops. */
  readonly dispatches?: readonly number[];
  readonly result?: number;
  readonly missing?: string;
}

/** What a contender's process prints as its last line. */
export interface KernelTimes {
  readonly version: string;
  readonly peak: Peak;
  readonly cases: Readonly<Record<string, CaseTimes>>;
}

export type Outcome = KernelTimes | { readonly missing: string };

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Times a backend on these cases, in a process of its own, with the values in `folder`. */
export function runBackend(name: string, folder: string, options: WorkerOptions): Outcome {
  const words = [...process.execArgv, path('./worker.ts'), name, folder, JSON.stringify(options)];
  return run(process.execPath, words);
}

/** Times PyTorch, and torchvision where it has it, under the Python interpreter `python`. */
export function runPeer(
  python: string,
  folder: string,
  cases: readonly KernelCase[],
  { threads, runs }: Pick<WorkerOptions, 'threads' | 'runs'>,
): Outcome {
  const wanted = cases.map((one) => ({ key: keyOf(one), ...one.peer }));
  return run(python, [
    path('../../peers/kernels.py'),
    folder,
    JSON.stringify({ threads, runs, cases: wanted }),
  ]);
}

function run(command: string, words: readonly string[]): Outcome {
  const { status, error, stdout, stderr } = spawnSync(command, words, {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (status !== 0) return { missing: error?.message ?? stderr.trim().split('\n').at(-1) ?? '' };
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as KernelTimes;
}
