import { homedir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelsFolder } from './cache-folder.ts';

describe('modelsFolder', () => {
  it.each([
    [{ TANDEM_MODELS_DIR: '/data/models', XDG_CACHE_HOME: '/cache' }, 'linux', '/data/models'],
    [{ XDG_CACHE_HOME: '/cache' }, 'linux', '/cache/tandem/models'],
    [{ XDG_CACHE_HOME: 'relative' }, 'linux', path.join(homedir(), '.cache/tandem/models')],
    [{}, 'darwin', path.join(homedir(), 'Library/Caches/tandem/models')],
    [{ LOCALAPPDATA: '/local' }, 'win32', '/local/tandem/models'],
  ])('for %o on %s is %s', (env, platform, folder) => {
    expect(modelsFolder(env, platform)).toBe(folder);
  });
});
