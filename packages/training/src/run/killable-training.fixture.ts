import { createInterface } from 'node:readline';
import { taskAligned } from '@tandem-det/assigners';
import { resnet } from '@tandem-det/backbones';
import { horizontalFlip } from '@tandem-det/data';
import { createDetector } from '@tandem-det/detector';
import { taskAlignedHead } from '@tandem-det/heads';
import { type BackendName, startBackend } from '@tandem-det/kernels/backends';
import { giou, qualityFocal, sumLosses, weighted } from '@tandem-det/losses';
import { fpn } from '@tandem-det/necks';
import { adamw } from '../optimizer/adamw.ts';
import { movingAverage } from '../optimizer/moving-average.ts';
import { cosine } from '../schedule/cosine.ts';
import { smallDataset } from './fixtures.ts';
import { train } from './train.ts';

/**
 * A process of its own that trains a small TOOD: says `ready`, reads a line of JSON with a folder and a number
 * of steps, trains or goes on training there, and tells steps and checkpoints as lines, to be killed at any of them.
 */
const backend = await startBackend({ name: process.argv[2] as BackendName, threads: 1, report: () => {} });
const dataset = smallDataset();
const norm = { kind: 'group', groups: 2 } as const;
const detector = createDetector({
  classes: dataset.classes.map(({ name }) => name),
  backbone: resnet({ depth: 18, width: 4, norm }),
  neck: fpn({ channels: 8, levels: [3, 5] }),
  head: taskAlignedHead({ channels: 8, interactiveLayers: 2, groups: 2, boxScale: 3 }),
  assigner: taskAligned(),
  loss: sumLosses(qualityFocal({ target: 'alignment' }), weighted(2, giou({ weight: 'alignment' }))),
});
process.stdout.write('ready\n');
const [line] = await new Promise<string[]>((resolve) => {
  createInterface({ input: process.stdin }).once('line', (text) => resolve([text]));
});
const { folder, steps } = JSON.parse(line!) as { folder: string; steps: number };
try {
  await train({
    detector,
    dataset,
    input: { transforms: [horizontalFlip()] },
    optimizer: adamw(),
    average: movingAverage({ decay: 0.9, ramp: 5 }),
    schedule: cosine({ learningRate: 0.001, steps }),
    batchSize: 2,
    steps,
    seed: 5,
    clipNorm: 1,
    folder,
    checkpointEverySteps: 2,
    resume: 'if there is one',
    onEvent: (event) => {
      if (event.kind === 'step') process.stdout.write(`step ${event.step}\n`);
      if (event.kind === 'checkpoint') process.stdout.write(`saved ${event.step}\n`);
    },
  });
  await backend.stop();
  process.exit(0);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
