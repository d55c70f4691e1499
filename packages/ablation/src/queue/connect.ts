import { ExpectationError, expectThat } from '@tandem-det/core';
import { Redis } from 'ioredis';

/**
 * A connection to the Redis at a URL such as `redis://host:6379`, that has answered once and from then on waits
 * out restarts of the server. Throws where the URL is not of that kind, and where nothing answers within `seconds`.
 */
export async function connect(url: string, seconds = 5): Promise<Redis> {
  const shown = url.replace(/\/\/[^@/]*@/, '//');
  expectThat(
    /^rediss?:\/\/./.test(url),
    'URL of the Redis',
    'redis://host:port, or rediss:// for TLS',
    shown,
  );
  const redis = new Redis(url, { maxRetriesPerRequest: null, connectTimeout: 1000 * seconds });
  let reason = 'no answer';
  let timer: NodeJS.Timeout | undefined;
  const refused = new Promise<never>((_, reject) => {
    redis.on('error', (error: NodeJS.ErrnoException) => {
      reason = error.code ?? error.message;
      reject(error);
    });
    timer = setTimeout(() => reject(new Error(reason)), 1000 * seconds);
  });
  try {
    await Promise.race([redis.ping(), refused]);
    return redis;
  } catch {
    redis.disconnect();
    throw new ExpectationError(
      `Redis at ${shown}`,
      'a server that answers',
      reason,
      'Start one with redis-server, or correct the URL.',
    );
  } finally {
    clearTimeout(timer);
  }
}
