// Packs every public package, checks each tarball, and does with them what the README tells a user of npm: installs
// what it names in an empty project outside the repository, and runs the two programs that it points to, on images in
// COCO format.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';

const run = (command, args, options = {}) =>
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

const folder = mkdtempSync(join(tmpdir(), 'tandem-packed-'));
try {
  const manifests = readdirSync('packages')
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
  console.log(`${manifests.length} packages packed and checked`);

  const [, named] = /npm install @tandem-det\/\{([^}]+)\}/.exec(readFileSync('README.md', 'utf8'));
  const installed = named.split(',').map((name) => `@tandem-det/${name}`);
  const programs = ['detector.ts', 'study.ts'];
  for (const program of programs) {
    const text = readFileSync(`examples/bccd/${program}`, 'utf8');
    for (const [, name] of text.matchAll(/from '(@tandem-det\/[a-z]+)/g)) {
      if (!installed.includes(name)) throw new Error(`README.md: ${program} imports ${name}, not installed`);
    }
    copyFileSync(`examples/bccd/${program}`, join(folder, program));
  }
  const dependencies = Object.fromEntries(installed.map((name) => [name, tarballs[name]]));
  for (const name of ['tfjs', 'tfjs-core', 'tfjs-backend-cpu', 'tfjs-backend-wasm', 'tfjs-backend-webgpu']) {
    dependencies[`@tensorflow/${name}`] = '4.22.0';
  }
  // Optional peers of entry points that are imported below.
  const { devDependencies } = JSON.parse(readFileSync('packages/ablation/package.json', 'utf8'));
  for (const name of ['bullmq', 'ioredis']) dependencies[name] = devDependencies[name];
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies, overrides: tarballs }),
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

  writeFileSync(
    join(folder, 'images.mjs'),
    `import { mkdir, rename } from 'node:fs/promises';
import { generatedScenes, writeCoco } from '@tandem-det/data';
await mkdir('mine/images', { recursive: true });
for (const split of ['train', 'val']) {
  const { annotations, images } = await writeCoco(generatedScenes({ count: 4, split }), { folder: split });
  await rename(annotations, \`mine/\${split}.json\`);
  await rename(images, \`mine/images/\${split}\`);
}
`,
  );
  run('node', ['images.mjs'], { cwd: folder });
  const npx = (...words) => run('npx', ['--no-install', ...words], { cwd: folder });
  console.log(npx('tsx', 'detector.ts', 'mine', 'runs/mine', '1', 'mine/images/val').trim());
  if (readdirSync(join(folder, 'runs/mine/pictures')).length !== 4) throw new Error('expected 4 pictures');

  const changes = ['data.root=mine', 'input={width: 64, height: 64}', 'training={steps: 2, batchSize: 2}'];
  const set = changes.flatMap((change) => ['--set', change]);
  npx('tandem', 'ablate', '--config', 'study.ts', '--out', 'runs/heads', '--backend', 'wasm', ...set);
  readFileSync(join(folder, 'runs/heads/study.html'));
  console.log(readFileSync(join(folder, 'runs/heads/table.md'), 'utf8').trim());
} finally {
  rmSync(folder, { recursive: true, force: true });
}
