import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run, terminalOutput } from '@tandem-det/cli';
import { newFolder } from '@tandem-det/core/testing';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

const here = import.meta.dirname;
const study = path.join(here, '../studies/tood-table-4.yml');
const { axes, seeds } = parse(await readFile(study, 'utf8'));
const title = 1;
const lines = title + Object.keys(axes.exponents).length * seeds.length;

/** Runs a command where `tandem` is a script that writes down how it was called, and returns that. */
async function wordsOf(
  command: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<string[]> {
  const folder = await newFolder();
  const tandem = path.join(folder, 'node_modules/.bin/tandem');
  await mkdir(path.dirname(tandem), { recursive: true });
  await writeFile(tandem, '#!/bin/sh\nprintf "%s\\n" "$@"\n');
  await chmod(tandem, 0o755);
  const said = execFileSync(command, args, { cwd: folder, env: { PATH: process.env['PATH'], ...env } });
  return String(said).trimEnd().split('\n');
}

/** What the real command makes of these words when it only lists: a line for each run, or an error. */
async function listed(words: readonly string[], config: string): Promise<[code: number, lines: number]> {
  const said: string[] = [];
  const own = words.map((word, index) => (words[index - 1] === '--config' ? config : word));
  const code = await run([...own, '--list'], {
    output: terminalOutput({ write: (text) => said.push(text), bar: false }),
    error: (text) => said.push(text),
  });
  return [code, said.length];
}

it('the Slurm script gives each task of the array its part, in words that tandem knows', async () => {
  const script = path.join(here, 'slurm.sh');
  const text = await readFile(script, 'utf8');
  // Without B: Slurm signals the steps of a job and not its script, of which there are none here.
  expect(text).toMatch(/^#SBATCH --signal=B:TERM@\d+$/m);
  const env = { SLURM_ARRAY_TASK_ID: '3', SLURM_ARRAY_TASK_COUNT: '8', SLURM_CPUS_PER_TASK: '4' };
  const words = await wordsOf('bash', [script, 'a study.yml', '/runs'], env);
  expect(words).toEqual([
    'ablate',
    '--config',
    'a study.yml',
    '--out',
    '/runs',
    '--shard',
    '3/8',
    '--threads',
    '4',
  ]);
  expect(await listed(words, study)).toEqual([0, lines]);
});

it('the Kubernetes job gives each of its pods its part, and mounts what it reads and writes', async () => {
  const job = parse(await readFile(path.join(here, 'kubernetes.yml'), 'utf8'));
  expect(job).toMatchObject({ apiVersion: 'batch/v1', kind: 'Job', spec: { completionMode: 'Indexed' } });
  const { completions, parallelism, template } = job.spec;
  expect(parallelism).toBeLessThanOrEqual(completions);
  // backoffLimitPerIndex is refused with any other.
  expect(template.spec.restartPolicy).toBe('Never');
  const [{ command, args, volumeMounts }] = template.spec.containers;
  const names = template.spec.volumes.map(({ name }: { name: string }) => name);
  expect(volumeMounts.map(({ name }: { name: string }) => name)).toEqual(names);
  const [shell, ...rest] = [...command, ...args];
  const words = await wordsOf(shell, rest, { JOB_COMPLETION_INDEX: '3' });
  expect(words.slice(-2)).toEqual(['--shard', `3/${completions}`]);
  const mounted = volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath);
  expect(mounted).toEqual([
    path.dirname(words[words.indexOf('--config') + 1]!),
    words[words.indexOf('--out') + 1],
  ]);
  expect(await listed(words, study)).toEqual([0, lines]);
});
