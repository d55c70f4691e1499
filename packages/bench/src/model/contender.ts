import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ModelOptions, ModelTimes } from './options.ts';

/**
 * Times one contender in a process of its own: a Tandem backend by its name, `pytorch`, or `pytorch-bf16`, the same
 * under autocast to bfloat16.
 * A contender that is not installed is reported as missing, with the last line of its complaint.
 */
export function runContender(
  name: string,
  options: ModelOptions,
  python: string,
): ModelTimes | { readonly missing: string } {
  const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
  const [command, args] =
    name === 'pytorch' || name === 'pytorch-bf16'
      ? [python, [path('../../peers/tood.py'), JSON.stringify({ ...options, bf16: name !== 'pytorch' })]]
      : [process.execPath, [...process.execArgv, path('./worker.ts'), name, JSON.stringify(options)]];
  const run = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (run.status !== 0) {
    const complaint = run.error?.message ?? run.stderr.trim().split('\n').at(-1) ?? '';
    return { missing: complaint };
  }
  return JSON.parse(run.stdout.trim().split('\n').at(-1)!) as ModelTimes;
}
