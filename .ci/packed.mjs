// Packs every public package, checks each tarball, installs all of them in an empty project outside
// the repository and composes, trains and runs a detector there: what a user of npm gets.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const run = (command, args, options = {}) =>
  execFileSync(command, args, { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', ...options });

const folder = mkdtempSync(join(tmpdir(), 'tandem-packed-'));
try {
  const manifests = readdirSync('packages')
    .map((name) => ({
      path: resolve('packages', name),
      ...JSON.parse(readFileSync(`packages/${name}/package.json`, 'utf8')),
    }))
    .filter((manifest) => manifest.private !== true);
  const dependencies = {};
  for (const { name, path } of manifests) {
    const tarball = join(folder, `${name.replace('@', '').replace('/', '-')}.tgz`);
    run('npx', ['-y', 'pnpm@12', 'pack', '--out', tarball], { cwd: path });
    run('npx', ['-y', 'pnpm@12', 'exec', 'publint', 'run', tarball, '--strict']);
    dependencies[name] = `file:${tarball}`;
  }
  console.log(`${manifests.length} packages packed and checked`);

  for (const name of ['tfjs', 'tfjs-core', 'tfjs-backend-cpu', 'tfjs-backend-wasm']) {
    dependencies[`@tensorflow/${name}`] = '4.22.0';
  }
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies, overrides: dependencies }),
  );
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: folder });

  for (const { name, exports } of manifests) {
    const entries = Object.keys(exports).filter((entry) => !/testing|tensorflow/.test(entry));
    for (const entry of entries) {
      const specifier = join(name, entry).replaceAll('\\', '/');
      run('node', ['--input-type=module', '-e', `await import(${JSON.stringify(specifier)})`], {
        cwd: folder,
      });
    }
  }
  console.log('every entry point imports');

  const example = readFileSync('.ci/packed-example.mjs', 'utf8');
  writeFileSync(join(folder, 'example.mjs'), example);
  console.log(run('node', ['example.mjs'], { cwd: folder }).trim());
  console.log(run('npx', ['--no-install', 'tandem', '--version'], { cwd: folder }).trim());
} finally {
  rmSync(folder, { recursive: true, force: true });
}
