import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { KernelOptions } from './problem.ts';

/** Milliseconds of every run, and a number that all contenders must agree on: positives, boxes kept. */
export interface Measurement {
  readonly times: readonly number[];
  readonly result: number;
}

/** What a contender's process prints as its last line. */
export interface KernelTimes {
  readonly version: string;
  readonly assignment: Measurement;
  readonly nms: Measurement;
}

/** Times a backend by its name, or `pytorch`, in a process of its own, on the problem in `folder`. */
export function runContender(
  name: string,
  folder: string,
  options: KernelOptions,
  python: string,
): KernelTimes | { readonly missing: string } {
  const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
  const [command, words] =
    name === 'pytorch'
      ? [python, [path('../../peers/kernels.py')]]
      : [process.execPath, [...process.execArgv, path('./worker.ts'), name]];
  const run = spawnSync(command, [...words, folder, JSON.stringify(options)], { encoding: 'utf8' });
  if (run.status !== 0) {
    return { missing: run.error?.message ?? run.stderr.trim().split('\n').at(-1) ?? '' };
  }
  return JSON.parse(run.stdout.trim().split('\n').at(-1)!) as KernelTimes;
}
