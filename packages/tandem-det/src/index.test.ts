import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import * as tandem from './index.ts';

const packages = path.resolve(import.meta.dirname, '../..');
const manifests = readdirSync(packages).map((name) =>
  JSON.parse(readFileSync(path.join(packages, name, 'package.json'), 'utf8')),
);

it('offers every package that is published, as a namespace of its name', () => {
  const published = manifests
    .filter(({ private: isPrivate }) => isPrivate !== true)
    .map(({ name }) => name.replace('@tandem-det/', ''));
  // base is what the others stand on, cli the command, of detector there is one function
  const others = ['base', 'cli', 'detector', 'tandem-det'];
  const namespaces = published.filter((name) => !others.includes(name)).sort();
  expect(Object.keys(tandem).sort()).toEqual([...namespaces, 'createDetector', 'startBackend'].sort());
});

it('composes and runs a detector with the namespaces alone', async () => {
  const { assigners, backbones, createDetector, data, heads, inference, losses, necks, startBackend } =
    tandem;
  const backend = await startBackend({ name: 'cpu', report: () => {} });
  const size = { width: 64, height: 64 };
  const dataset = data.generatedScenes({ count: 1, size });
  const detector = createDetector({
    classes: dataset.classes.map(({ name }) => name),
    backbone: backbones.resnet({ depth: 18, width: 8, norm: { kind: 'group' } }),
    neck: necks.fpn({ channels: 8 }),
    head: heads.taskAlignedHead({ channels: 8, interactiveLayers: 2 }),
    assigner: assigners.taskAligned(),
    loss: losses.sumLosses(
      losses.qualityFocal({ target: 'alignment' }),
      losses.giou({ weight: 'alignment' }),
    ),
  });
  const input = { transforms: [data.letterbox(size)], size };
  const evaluation = await inference.evaluateDetector({ detector, dataset, input });
  expect(evaluation!.images.map(({ id }) => id)).toEqual(dataset.images.map(({ id }) => id));
  detector.dispose();
  await backend.stop();
});

it('has the tandem command', async () => {
  const { bin } = manifests.find(({ name }) => name === 'tandem-det');
  expect(bin).toEqual({ tandem: './dist/main.js' });
  const words = ['--import', 'tsx', '--conditions=@tandem-det/source', 'src/main.ts', '--help'];
  const { stdout } = await promisify(execFile)(process.execPath, words, {
    cwd: path.join(packages, 'tandem-det'),
  });
  expect(stdout).toMatch(/^Usage: tandem/m);
  expect(stdout).toMatch(/^ {2}ablate /m);
});
