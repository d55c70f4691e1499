import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { newFolder } from '@tandem-det/core/testing';
import { startBackend } from '@tandem-det/kernels/backends';
import { beforeAll, describe, expect, it } from 'vitest';
import { gitState, type RunDescription, recordSession } from './run-description.ts';
import type { RunParts } from './run-parts.ts';

describe('gitState', () => {
  it('names commit, branch and what differs from it; nothing outside a repository', async () => {
    const folder = await newFolder();
    expect(await gitState(folder)).toBeNull();
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], { cwd: folder });
    git('init', '-q', '-b', 'trunk');
    await writeFile(join(folder, 'a'), '1');
    git('add', '.');
    git('commit', '-qm', 'first');
    await writeFile(join(folder, 'a'), '2');
    await writeFile(join(folder, 'b'), '1');
    expect(await gitState(folder)).toEqual({
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
      branch: 'trunk',
      changed: [' M a', '?? b'],
    });
  });
});

describe('recordSession', () => {
  beforeAll(async () => {
    await startBackend({ name: 'cpu', report: () => {} });
  });

  it('adds a session for each resume, and begins anew with a run', async () => {
    const path = join(await newFolder(), 'run.json');
    const parts = { seed: 7 } as RunParts;
    const record = { config: { a: 1 }, parts, seed: 7, optimizer: 'sgd', batchSize: 4, microBatch: 2 };
    const stepsOf = async () => {
      const { sessions, ...rest } = JSON.parse(await readFile(path, 'utf8')) as RunDescription;
      expect(rest).toEqual(record);
      return sessions.map(({ step }) => step);
    };
    for (const [step, expected] of [
      [0, [0]],
      [12, [0, 12]],
      [0, [0]],
    ] as const) {
      await recordSession(path, record, { step, backend: 'cpu' });
      expect(await stepsOf()).toEqual(expected);
    }
    const { sessions } = JSON.parse(await readFile(path, 'utf8')) as RunDescription;
    expect(sessions[0]).toMatchObject({
      backend: 'cpu',
      backendDetails: {
        description: 'cpu (tfjs-backend-cpu 4.22.0, plain JavaScript, 1 thread)',
        device: 'JavaScript',
        versions: { 'tfjs-backend-cpu': '4.22.0' },
        threads: 1,
      },
      machine: {
        platform: `${process.platform} ${process.arch}`,
        system: `${type()} ${release()}`,
        cpu: expect.any(String),
        cores: availableParallelism(),
        memory: totalmem(),
      },
      versions: { tandem: expect.stringMatching(/^\d+\.\d+\.\d+/), tfjs: '4.22.0', node: process.version },
    });
  });
});
