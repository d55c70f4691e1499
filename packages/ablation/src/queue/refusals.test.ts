import { newFolder } from '@tandem-det/core/testing';
import { describeOnce } from '@tandem-det/kernels/testing';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { hasRedis, startRedis, type TestRedis } from '../testing/redis.ts';
import { smallStudy } from '../testing/small-study.ts';
import { coordinate } from './coordinate.ts';
import { redisError } from './redis-error.ts';
import { workOnQueue } from './work.ts';

const study = smallStudy({ name: 'refused', seeds: [0] });

describe('redisError', () => {
  it.each([
    ["MISCONF Redis is configured to save RDB snapshots, but it's unable to persist to disk.", 'on its disk'],
    ['NOPERM this user has no permissions to access one of the keys', 'name another user'],
    ["OOM command not allowed when used memory > 'maxmemory'. script: 1f, on @user_script:9.", 'maxmemory'],
  ])('says what to do about %s', (message, remedy) => {
    const error = redisError('redis://me:secret@host', new Error(message));
    expect(error.message).toContain(remedy);
    expect(error.message).not.toMatch(/secret|script/);
  });
});

describeOnce('a Redis that refuses', () => {
  describe.skipIf(!hasRedis)('is told with what to do', () => {
    let redis: TestRedis | undefined;
    afterEach(async () => {
      await redis?.stop();
      redis = undefined;
    });
    const start = async (...options: string[]) => {
      redis = await startRedis(await newFolder(), options);
      return redis.url;
    };
    const filling = async (url: string, signal?: AbortSignal) =>
      coordinate(study, { folder: await newFolder(), url, every: 0.05, ...(signal && { signal }) });

    it('a wrong password, and none', async () => {
      const url = await start('--requirepass', 'right');
      await expect(filling(url.replace('//', '//:wrong@'))).rejects.toThrow(
        `Redis at ${url}: expected a server that lets in, got WRONGPASS invalid username-password pair or user is disabled. Correct user and password: redis://user:password@host:port.`,
      );
      await expect(filling(url)).rejects.toThrow(
        /expected a server that lets in, got NOAUTH .*\. It asks for a password: redis:\/\/:password@host:port\.$/,
      );
      const stopping = AbortSignal.timeout(300);
      expect(await filling(url.replace('//', '//:right@'), stopping)).toEqual([]);
    });

    it('a copy of another server', async () => {
      const url = await start('--replicaof', '127.0.0.1 1');
      await expect(filling(url)).rejects.toThrow(
        `Redis at ${url}: expected a server that can be written to, got READONLY You can't write against a read only replica. Give the URL of the primary`,
      );
    });

    it('memory that is full from the start', async () => {
      const url = await start('--maxmemory', '100kb');
      const message = `Redis at ${url}: expected room in its memory, got OOM command not allowed when used memory > 'maxmemory'. Raise its maxmemory, or delete what else it keeps, then start again to go on.`;
      await expect(filling(url)).rejects.toThrow(message);
      await expect(workOnQueue(study, { folder: await newFolder(), url })).rejects.toThrow(message);
    });

    it('memory that is full when a lost run is to be added again', async () => {
      const url = await start();
      const failed = expect(filling(url)).rejects.toThrow(
        `Redis at ${url}: expected room in its memory, got OOM command not allowed when used memory > 'maxmemory'. Raise`,
      );
      const client = new Redis(url);
      while ((await client.exists('bull:tandem-refused:meta')) === 0);
      await client.config('SET', 'maxmemory', '1');
      await client.flushall();
      client.disconnect();
      await failed;
    });
  });
});
