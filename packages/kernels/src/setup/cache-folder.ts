import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where this user's downloaded and built files are kept between checkouts: $XDG_CACHE_HOME or ~/.cache. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const home = environment['XDG_CACHE_HOME'];
  return join(home ? home : join(homedir(), '.cache'), 'tandem-det', 'tensorflow');
}
