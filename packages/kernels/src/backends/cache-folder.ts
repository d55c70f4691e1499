import type * as Os from 'node:os';
import type * as Path from 'node:path';
import { nodeModule } from '../wasm/node-module.ts';

/** Where this user's downloaded and built files are kept between checkouts: $XDG_CACHE_HOME or ~/.cache. */
export function cacheFolder(
  name: 'tensorflow' | 'vulkan' = 'tensorflow',
  environment: NodeJS.ProcessEnv = process.env,
): string {
  const { join } = nodeModule<typeof Path>('node:path')!;
  const home = environment['XDG_CACHE_HOME'];
  const base = home ? home : join(nodeModule<typeof Os>('node:os')!.homedir(), '.cache');
  return join(base, 'tandem-det', name);
}
