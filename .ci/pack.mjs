// Packs every public package into a folder and checks each tarball.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

export const run = (command, args, options = {}) =>
  execFileSync(command, args, { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', ...options });

// Throws where a packed manifest exports a file that is not packed with it.
function expectExports(tarball) {
  const files = run('tar', ['-tzf', tarball]).split('\n');
  const manifest = JSON.parse(run('tar', ['-xzOf', tarball, 'package/package.json']));
  for (const [entry, targets] of Object.entries(manifest.exports)) {
    for (const target of Object.values(targets)) {
      if (files.includes(posix.join('package', target))) continue;
      throw new Error(`${manifest.name}: expected ${entry} to export a packed file, got ${target}`);
    }
  }
}

/** Packs the public packages, or those of these folders: their manifests, and the tarball of each by its name, as a dependency names it. */
export function packAll(folder, only = []) {
  const manifests = (only.length > 0 ? only : readdirSync('packages'))
    .map((name) => JSON.parse(readFileSync(`packages/${name}/package.json`, 'utf8')))
    .filter((manifest) => manifest.private !== true);
  const filters = manifests.flatMap(({ name }) => ['--filter', name]);
  run('npx', ['-y', 'pnpm@12', '--recursive', ...filters, 'pack', '--pack-destination', folder]);
  const tarballs = {};
  for (const { name, version } of manifests) {
    const tarball = join(folder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
    run('node_modules/.bin/publint', ['run', tarball, '--strict']);
    expectExports(tarball);
    tarballs[name] = `file:${tarball}`;
  }
  return { manifests, tarballs };
}
