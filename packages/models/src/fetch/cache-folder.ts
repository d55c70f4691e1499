import { homedir } from 'node:os';
import path from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where weights are kept: `TANDEM_MODELS_DIR`; else `tandem/models` in `XDG_CACHE_HOME`; else in the cache folder of
 * the system, which is `~/.cache` on Linux, `~/Library/Caches` on macOS and `%LOCALAPPDATA%` on Windows.
 */
export function modelsFolder(env: Environment = process.env, platform: string = process.platform): string {
  const own = env['TANDEM_MODELS_DIR'];
  if (own) return path.resolve(own);
  return path.join(cacheHome(env, platform), 'tandem', 'models');
}

function cacheHome(env: Environment, platform: string): string {
  const xdg = env['XDG_CACHE_HOME'];
  // The specification has relative paths ignored.
  if (xdg && path.isAbsolute(xdg)) return xdg;
  const home = homedir();
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches');
  if (platform === 'win32') return env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local');
  return path.join(home, '.cache');
}
