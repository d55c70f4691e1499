import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, cp, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readCheckpoint } from '@tandem-det/checkpoints';
import { newFolder } from '@tandem-det/core/testing';
import { readRunState } from '@tandem-det/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { backend, loggedLosses, tandem, writeConfig } from '../testing/small-run.ts';

/** TensorFlow keeps the number of threads that a process began with, and their number decides the last bits. */
const THREADS = ['--threads', '1'];

const trainTo = async (out: string, ...words: string[]) =>
  tandem('train', '--config', await writeConfig(), '--out', out, ...THREADS, ...words);

/** Changes to the small config: 30 steps that are not evaluated. */
const CHANGES = ['training.steps=30', 'data.validation=null', 'input.normalization.mean=[120, 120, 120]'];
const LONG = CHANGES.flatMap((change) => ['--set', change]);

describe('tandem train', () => {
  /** A finished run of the small config, which tests only read. */
  let out: string;
  let trained: Awaited<ReturnType<typeof tandem>>;
  /** The losses of a long run that nothing stopped. */
  let unbroken: Awaited<ReturnType<typeof loggedLosses>>;
  beforeAll(async () => {
    out = await newFolder();
    trained = await trainTo(out);
    const long = await newFolder();
    await trainTo(long, ...LONG);
    unbroken = await loggedLosses(long);
  });

  it('leaves a checkpoint and a log, evaluates, and says which backend it took', async () => {
    const { code, said, error } = trained;
    expect([code, error]).toEqual([0, '']);
    expect(said).toContain(`Backend: ${backend}`);
    expect(said).toMatch(/Training: 6 images, 6 steps of 2 \(3 an epoch\), [\d,]+ parameters/);
    expect(said).toMatch(/After 6 steps: AP \d+\.\d, AP50 \d+\.\d, AP75 \d+\.\d/);
    expect(said).toContain(`Done: 6 steps. Checkpoint: ${out}/checkpoint.safetensors`);
    expect((await readdir(out)).sort()).toEqual([
      'best.safetensors',
      'checkpoint.safetensors',
      'log.jsonl',
      'optimizer-6.safetensors',
      'owner.json',
      'pictures',
      'run.json',
      'tensorboard',
      'training.html',
    ]);
  });

  it('repeats the same losses to the last bit with the same seed', async () => {
    const second = await newFolder();
    await trainTo(second);
    const losses = await loggedLosses(out);
    expect(losses).toHaveLength(6);
    expect(await loggedLosses(second)).toEqual(losses);
    const weights = (folder: string) => readFile(path.join(folder, 'optimizer-6.safetensors'));
    expect((await weights(second)).equals(await weights(out))).toBe(true);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'stopped by %s and resumed, has the losses of a run that was not stopped',
    async (name) => {
      const out = await newFolder();
      const config = await writeConfig();
      const words = ['train', '--config', config, '--out', out, '--backend', backend, ...THREADS, ...LONG];
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', '--conditions=@tandem-det/source', 'packages/cli/src/main.ts', ...words],
        { cwd: path.resolve(import.meta.dirname, '../../../..') },
      );
      let said = '';
      child.stdout.on('data', (text) => (said += text));
      child.stderr.on('data', (text) => (said += text));
      const ended = once(child, 'exit');
      while (child.exitCode === null && (await loggedLosses(out)).length < 3) await sleep(10);
      child.kill(name);
      expect(await ended).toEqual([0, null]);

      const { state } = await readRunState(path.join(out, 'checkpoint.safetensors'));
      const { step } = state.progress;
      expect(step).toBeLessThan(30);
      expect(said).toContain(`${name}: stopping in order; once more to quit at once.`);
      expect(said).toContain(
        `Stopped after step ${step} of 30; everything is saved. To go on: tandem train --config ${config} --set training.steps=30 --set data.validation=null --set 'input.normalization.mean=[120, 120, 120]' --out ${out} --backend ${backend} --threads 1 --resume`,
      );
      const resumed = await tandem(...words.slice(0, 5), ...THREADS, ...LONG, '--resume');
      expect(resumed).toMatchObject({ code: 0, error: '' });
      expect(resumed.said).toContain(`from step ${step}`);
      const losses = await loggedLosses(out);
      expect(losses).toHaveLength(30);
      expect(losses).toEqual(unbroken);
    },
    240_000,
  );

  it('keeps the number of tensors over 60 steps', async () => {
    const out = await newFolder();
    await trainTo(out, '--set', 'training.steps=60', '--set', 'data.validation=null');
    const lines = (await readFile(path.join(out, 'log.jsonl'), 'utf8')).trim().split('\n');
    const tensors = lines
      .map((line) => JSON.parse(line) as { kind: string; tensors: number })
      .filter(({ kind }) => kind === 'step')
      .map((step) => step.tensors);
    expect(tensors).toHaveLength(60);
    expect(new Set(tensors.slice(1)).size).toBe(1);
  }, 240_000);

  it('tells what changed in the config before it resumes, and refuses', async () => {
    const { code, error } = await trainTo(out, '--resume', '--set', 'optimizer.learningRate=0.02');
    expect(error).toBe(
      `Error: resuming ${out}: expected the config and the parts that the run was started with, got 1 changed: config.run.optimizer.learningRate: was 0.01, is 0.02. Undo that, choose another folder, or force it: the run then goes on with what it has now.`,
    );
    expect(code).toBe(1);
    const copy = await newFolder();
    await cp(out, copy, { recursive: true });
    expect((await trainTo(copy, '--resume', '--force', '--set', 'optimizer.learningRate=0.02')).code).toBe(0);
  });

  it('begins with the weights of a file, says what loaded, and does not load them again to resume', async () => {
    const weights = path.join(await newFolder(), 'pretrained.safetensors');
    await copyFile(path.join(out, 'checkpoint.safetensors'), weights);
    const begun = await newFolder();
    const words = ['--set', `weights.file=${weights}`, '--set', 'optimizer.learningRate=1e-30'];
    const { code, said, error } = await trainTo(begun, ...words);
    expect([code, error]).toEqual([0, '']);
    expect(said).toContain(`Weights: ${weights}: `);
    expect(said).toMatch(/: \d+ loaded, 0 of another shape, 0 missing, 0 not used\n/);
    const listed = await readFile(path.join(begun, 'weights.txt'), 'utf8');
    expect(listed).toContain('  loaded: backbone.conv1.weight\n');
    // steps of 1e-30 leave the weights those of the file
    const [before, after] = await Promise.all(
      [weights, path.join(begun, 'checkpoint.safetensors')].map((file) => readCheckpoint(file)),
    );
    for (const [name, { data }] of before!) {
      const values = after!.get(name)!.data as Float32Array;
      const kept = (data as Float32Array).every((value, index) => Math.abs(value - values[index]!) < 1e-20);
      expect(kept, name).toBe(true);
    }
    await rm(weights);
    const resumed = await trainTo(begun, ...words, '--resume');
    expect(resumed).toMatchObject({ code: 0, error: '' });
    expect(resumed.said).not.toContain('Weights:');
  });

  it('names a file of weights that is not there', async () => {
    const { code, error } = await trainTo(await newFolder(), '--set', 'weights.file=none.pth');
    expect(code).toBe(1);
    expect(error).toBe('Error: none.pth: expected a file that can be read, got ENOENT.');
  });

  it('overwrites no run', async () => {
    const { code, error } = await trainTo(out);
    expect(error).toContain('Resume that run, or choose another folder: nothing is overwritten.');
    expect(code).toBe(1);
  });
});
