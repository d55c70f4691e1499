import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { newFolder } from '@tandem-det/core/testing';
import { startBackend } from '@tandem-det/kernels/backends';
import { testBackends } from '@tandem-det/kernels/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../records/run-record.ts';
import { runStudy } from '../run/run-study.ts';
import { queueStudy } from '../testing/queue-study.ts';
import { hasRedis, startRedis, type TestRedis } from '../testing/redis.ts';
import { smallStudy } from '../testing/small-study.ts';
import { coordinate } from './coordinate.ts';

if (!hasRedis) console.warn('SKIPPED: there is no redis-server on this machine; the queue is not tested.');
const backend = testBackends().at(-1)!;
const figures = (records: readonly RunRecord[]) =>
  records.map(({ id, name, seed, stats, losses }) => ({ id, name, seed, stats, losses }));

interface TestWorker {
  readonly process: ChildProcess;
  /** All that it has printed. */
  readonly said: () => string;
}

describe.skipIf(!hasRedis)('a study on a queue', () => {
  let redis: TestRedis;
  const workers: TestWorker[] = [];
  beforeAll(async () => {
    redis = await startRedis(await newFolder());
  });
  afterAll(async () => {
    for (const { process } of workers) process.kill('SIGKILL');
    await redis.stop();
  });

  function startWorker(study: string, folder: string): TestWorker {
    const script = fileURLToPath(new URL('../testing/worker.ts', import.meta.url));
    const words = [
      '--import',
      'tsx',
      '--conditions=@tandem-det/source',
      script,
      study,
      redis.url,
      folder,
      backend,
    ];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (chunk) => (text += chunk));
    const worker = { process: child, said: () => text };
    workers.push(worker);
    return worker;
  }

  /** Resolves when a worker has printed so many lines of a kind since it was started. */
  async function said(worker: TestWorker, kind: string, times = 1): Promise<void> {
    const line = new RegExp(`^${kind}`, 'gm');
    while ((worker.said().match(line)?.length ?? 0) < times) {
      expect(worker.process.exitCode, worker.said()).toBeNull();
      await sleep(5);
    }
  }

  it('has every run once, equal to those of one process, though a worker was killed and the server restarted', async () => {
    // One thread, as the workers: TensorFlow's sums depend on how many there are.
    const { stop } = await startBackend({ name: backend, threads: 1, report: () => {} });
    const alone = {
      first: await runStudy(queueStudy('first'), { folder: await newFolder() }),
      second: await runStudy(queueStudy('second'), { folder: await newFolder() }),
    };
    await stop();
    const shared = await newFolder();
    const folder = await newFolder();
    const waited: string[] = [];
    const records = coordinate(queueStudy('first'), {
      folder,
      url: redis.url,
      every: 0.2,
      onEvent: (event) => event.kind === 'waiting' && waited.push(event.reason),
    });
    const victim = startWorker('first', shared);
    startWorker('first', shared);
    await said(victim, 'step', 5);
    victim.process.kill('SIGKILL');
    await once(victim.process, 'exit');
    startWorker('first', shared);
    await redis.restart();
    expect(figures(await records)).toEqual(figures(alone.first));
    expect(await readdir(path.join(folder, 'records'))).toHaveLength(4);
    expect(waited).toContainEqual(expect.stringContaining('got ECONNREFUSED'));

    // Another study on the same server: the workers of the first are still there, and leave it alone.
    const other = await newFolder();
    const second = coordinate(queueStudy('second'), { folder: other, url: redis.url, every: 0.2 });
    startWorker('second', await newFolder());
    expect(figures(await second)).toEqual(figures(alone.second));
    expect(await readdir(path.join(other, 'records'))).toHaveLength(2);
  });

  it('has one writer of a run: a worker that was held for dead leaves it when it wakes up', async () => {
    const { stop } = await startBackend({ name: backend, threads: 1, report: () => {} });
    const alone = await runStudy(queueStudy('paused'), { folder: await newFolder() });
    await stop();
    const shared = await newFolder();
    const records = coordinate(queueStudy('paused'), {
      folder: await newFolder(),
      url: redis.url,
      every: 0.2,
    });
    const sleeper = startWorker('paused', shared);
    await said(sleeper, 'step', 3);
    sleeper.process.kill('SIGSTOP');
    const other = startWorker('paused', shared);
    const [, run] = /^begin (.*)$/m.exec(sleeper.said())!;
    await said(other, `begin ${run}$`);
    sleeper.process.kill('SIGCONT');
    await said(sleeper, 'lost');
    expect(figures(await records)).toEqual(figures(alone));
  });

  it('needs no worker for what is finished, and stops when told to', async () => {
    const study = smallStudy({ name: 'stopped', seeds: [0] });
    const folder = await newFolder();
    const stopping = new AbortController();
    const waiting = coordinate(study, { folder, url: redis.url, signal: stopping.signal });
    setTimeout(() => stopping.abort(), 300);
    expect(await waiting).toEqual([]);
  });
});

describe('an unreachable Redis', () => {
  it.each(['http://127.0.0.1:6379', '127.0.0.1:6379'])(
    'is told from what is no Redis at all: %s',
    async (url) => {
      const study = smallStudy({ name: 'nowhere', seeds: [0] });
      await expect(coordinate(study, { folder: await newFolder(), url })).rejects.toThrow(
        `URL of the Redis: expected redis://host:port, or rediss:// for TLS, got ${url}.`,
      );
    },
  );

  it('is told with what to do', async () => {
    const study = smallStudy({ name: 'nowhere', seeds: [0] });
    await expect(
      coordinate(study, { folder: await newFolder(), url: 'redis://me:secret@127.0.0.1:1' }),
    ).rejects.toThrow(
      'Redis at redis://127.0.0.1:1: expected a server that answers, got ECONNREFUSED. Start one with redis-server, or correct the URL.',
    );
  });
});
