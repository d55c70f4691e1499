// Packs every public package, checks each tarball, and does with them what the README tells a user of npm: installs
// what it names in an empty project outside the repository, and runs the two programs that it points to, on images in
// COCO format.
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { packAll, run } from './pack.mjs';

const folder = mkdtempSync(join(tmpdir(), 'tandem-packed-'));
try {
  const { manifests, tarballs } = packAll(folder);
  console.log(`${manifests.length} packages packed and checked`);

  const [, named] = /npm install ([a-z-]+)\n/.exec(readFileSync('README.md', 'utf8'));
  const dependencies = { [named]: tarballs[named] };
  for (const program of ['detector.ts', 'study.ts']) {
    copyFileSync(`examples/bccd/${program}`, join(folder, program));
  }
  // Optional peers of entry points that are imported below.
  const { devDependencies } = JSON.parse(readFileSync('packages/ablation/package.json', 'utf8'));
  for (const name of ['bullmq', 'ioredis']) dependencies[name] = devDependencies[name];
  dependencies['@tensorflow/tfjs-backend-webgpu'] = '4.22.0';
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies, overrides: tarballs }),
  );
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: folder });

  const entries = manifests.flatMap(({ name, exports }) =>
    Object.keys(exports)
      .filter((entry) => !/testing|tensorflow|main|\.json$/.test(entry))
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
