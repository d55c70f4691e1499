import { expectThat } from '@tandem-det/base';
import { Redis } from 'ioredis';
import { redisError, shownUrl } from './redis-error.ts';

/**
 * A connection to the Redis at a URL such as `redis://host:6379`, that has taken a value once and from then on waits
 * out restarts of the server. Throws where the URL is not of that kind, where nothing answers within `seconds`, and
 * where the server refuses user, password or value.
 */
export async function connect(url: string, seconds = 5): Promise<Redis> {
  expectThat(
    /^rediss?:\/\/./.test(url),
    'URL of the Redis',
    'redis://host:port, or rediss:// for TLS',
    shownUrl(url),
  );
  const redis = new Redis(url, { maxRetriesPerRequest: null, connectTimeout: 1000 * seconds });
  let last = new Error('no answer');
  let timer: NodeJS.Timeout | undefined;
  const refused = new Promise<never>((_, reject) => {
    redis.on('error', (error: Error) => {
      last = error;
      reject(error);
    });
    timer = setTimeout(() => reject(last), 1000 * seconds);
  });
  try {
    // Among the keys of BullMQ, which is what the user needs rights on.
    await Promise.race([redis.set('bull:tandem-probe', '', 'EX', 1), refused]);
    return redis;
  } catch (error) {
    redis.disconnect();
    throw redisError(url, error as Error);
  } finally {
    clearTimeout(timer);
  }
}
