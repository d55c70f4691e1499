// Packs every public package, checks each tarball, installs all of them in an empty project outside
// the repository and composes, trains and runs a detector there: what a user of npm gets.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix, resolve } from 'node:path';

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

  for (const name of ['tfjs', 'tfjs-core', 'tfjs-backend-cpu', 'tfjs-backend-wasm', 'tfjs-backend-webgpu']) {
    dependencies[`@tensorflow/${name}`] = '4.22.0';
  }
  // Optional peers of entry points that are imported below.
  const { devDependencies } = JSON.parse(readFileSync('packages/ablation/package.json', 'utf8'));
  for (const name of ['bullmq', 'ioredis']) dependencies[name] = devDependencies[name];
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies, overrides: dependencies }),
  );
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: folder });

  const entries = manifests.flatMap(({ name, exports }) =>
    Object.keys(exports)
      .filter((entry) => !/testing|tensorflow/.test(entry))
      .map((entry) => posix.join(name, entry)),
  );
  writeFileSync(
    join(folder, 'imports.mjs'),
    entries.map((entry) => `await import(${JSON.stringify(entry)});\n`).join(''),
  );
  run('node', ['imports.mjs'], { cwd: folder });
  console.log(`${entries.length} entry points import`);

  const example = readFileSync('.ci/packed-example.mjs', 'utf8');
  writeFileSync(join(folder, 'example.mjs'), example);
  console.log(run('node', ['example.mjs'], { cwd: folder }).trim());

  const study = readFileSync('.ci/packed-study.ts', 'utf8');
  writeFileSync(join(folder, 'study.ts'), study);
  const words = [
    '--no-install',
    'tandem',
    'ablate',
    '--config',
    'study.ts',
    '--out',
    'runs',
    '--backend',
    'wasm',
  ];
  run('npx', words, { cwd: folder });
  console.log(readFileSync(join(folder, 'runs', 'table.md'), 'utf8').trim());
} finally {
  rmSync(folder, { recursive: true, force: true });
}
