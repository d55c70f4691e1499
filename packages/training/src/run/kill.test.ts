import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newFolder } from '@tandem-det/core/testing';
import { randomOf } from '@tandem-det/data';
import { testBackends } from '@tandem-det/kernels/testing';
import { describe, expect, it } from 'vitest';
import type { StepRecord } from './events.ts';
import { readLog } from './run-log.ts';
import { readRunState } from './run-state.ts';

const backend = testBackends().find((name) => name !== 'cpu') ?? 'cpu';
/**
 * How often the training is killed; more by TANDEM_KILLS, other moments by TANDEM_KILL_SEED. Fewer on tensorflow, where
 * a process takes seconds to start and the files are written by the same code.
 */
const kills = Number(process.env['TANDEM_KILLS'] ?? (backend === 'tensorflow' ? 8 : 20));
const seed = Number(process.env['TANDEM_KILL_SEED'] ?? 1);
const EVERY = 2;

/** A process that is ready to train, under a limit of kilobytes a file where one is given. */
function trainer(limit?: number) {
  const node = [
    process.execPath,
    '--import=tsx',
    '--conditions=@tandem-det/source',
    resolve(import.meta.dirname, 'killable-training.fixture.ts'),
    backend,
  ];
  const shell = `${limit === undefined ? '' : `ulimit -f ${limit}; `}exec "$@"`;
  const child = spawn('bash', ['-c', shell, 'bash', ...node], {
    cwd: resolve(import.meta.dirname, '../../../..'),
  });
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  let said = '';
  let errors = '';
  child.stdout.on('data', (text) => (said += text));
  child.stderr.on('data', (text) => (errors += text));
  return {
    ended,
    errors: () => errors,
    kill: () => child.kill('SIGKILL'),
    /** The last number that it told after this word. */
    last: (word: string) =>
      Number([...said.matchAll(new RegExp(`^${word} (\\d+)$`, 'gm'))].at(-1)?.[1] ?? -1),
    told: (word: string) => [...said.matchAll(new RegExp(`^${word}`, 'gm'))].length,
    async train(folder: string, steps: number) {
      while (!said.includes('ready') && child.exitCode === null) await sleep(2);
      child.stdin.write(`${JSON.stringify({ folder, steps })}\n`);
    },
    isRunning: () => child.exitCode === null && child.signalCode === null,
  };
}

async function trainToTheEnd(folder: string, steps: number): Promise<void> {
  const process = trainer();
  await process.train(folder, steps);
  expect([await process.ended, process.errors()]).toEqual([[0, null], expect.any(String)]);
}

/** All that a run leaves behind: losses of every step, and the bytes of weights, averages and optimizer. */
async function leftBy(folder: string) {
  const records = await readLog(join(folder, 'log.jsonl'));
  const files = (await readdir(folder)).sort();
  const tensors = files.filter((name) => name.endsWith('.safetensors'));
  return {
    files,
    losses: records
      .filter((record) => record.kind === 'step')
      .map((record) => {
        const { step, loss, terms, gradientNorm } = record as unknown as StepRecord;
        return { step, loss, terms, gradientNorm };
      }),
    tensors: await Promise.all(tensors.map((name) => readFile(join(folder, name), 'base64'))),
  };
}

describe.skipIf(process.platform === 'win32')(`a real training process on ${backend}`, () => {
  it(`killed at ${kills} random moments ends as if it had not been`, async () => {
    const random = randomOf(seed);
    const steps = 3 * kills + 4;
    const [unbroken, folder] = [await newFolder(), await newFolder()];
    const reference = trainToTheEnd(unbroken, steps);
    let next = trainer();
    let saved = 0;
    for (let kill = 0; kill < kills; kill++) {
      const process = next;
      await process.train(folder, steps);
      next = trainer();
      const wanted = Math.floor(4 * random());
      while (process.isRunning() && process.told('step') < wanted) await sleep(1);
      await sleep(40 * random());
      process.kill();
      expect((await process.ended)[1]).toBe('SIGKILL');
      saved = Math.max(saved, process.last('saved'));
      const path = join(folder, 'checkpoint.safetensors');
      const state = await readRunState(path).catch(() => undefined);
      const kept = state?.state.progress.step ?? 0;
      expect(kept).toBeGreaterThanOrEqual(saved);
      // steps are told from 0: one more is done
      expect(process.last('step') + 1 - kept).toBeLessThanOrEqual(EVERY);
    }
    await next.train(folder, steps);
    expect((await next.ended)[0]).toBe(0);
    await reference;
    const left = await leftBy(folder);
    expect(left.losses).toHaveLength(steps);
    expect(left).toEqual(await leftBy(unbroken));
  });

  it('stops at a full disk, keeps the checkpoint before, and goes on when there is room', async () => {
    const [unbroken, folder] = [await newFolder(), await newFolder()];
    const reference = trainToTheEnd(unbroken, 8);
    const begun = trainer();
    await begun.train(folder, 8);
    while (begun.isRunning() && begun.last('saved') < 2) await sleep(1);
    begun.kill();
    await begun.ended;
    const path = join(folder, 'checkpoint.safetensors');
    const before = await readFile(path);

    const full = trainer(32);
    await full.train(folder, 8);
    expect((await full.ended)[0]).toBe(1);
    expect(full.errors()).toMatch(
      /checkpoint after step \d in \S+: expected room on the disk, got EFBIG\. Make room, then resume the run: its last checkpoint is whole\./,
    );
    expect((await readFile(path)).equals(before)).toBe(true);
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);

    await trainToTheEnd(folder, 8);
    await reference;
    expect(await leftBy(folder)).toEqual(await leftBy(unbroken));
  });
});
