import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ExpectationError } from '@tandem-det/base';
import { horizontalFlip } from '@tandem-det/data';
import { startBackend } from '@tandem-det/kernels/backends';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TrainEvent } from './events.ts';
import { smallDataset } from './fixtures.ts';
import { readLog } from './run-log.ts';
import { lossesOf, runSmall, stepsOf } from './run-small.fixture.ts';
import { readRunState } from './run-state.ts';
import { smallDisk } from './small-disk.fixture.ts';

const disk = await smallDisk();
if ('missing' in disk) console.warn(`SKIPPED, no disk can be filled here: ${disk.missing}`);

let stop: () => Promise<void>;
beforeAll(async () => {
  ({ stop } = await startBackend({ name: 'cpu', report: () => {} }));
});
afterAll(async () => {
  await stop();
  if ('unmount' in disk) disk.unmount();
});

/** Ten scenes, of which one cannot be read: every epoch has a warning to log. */
function datasetWithBadImage() {
  const dataset = smallDataset();
  const bad = async () => {
    throw new ExpectationError('bad.png', 'a readable image', 'a hole');
  };
  return {
    ...dataset,
    images: dataset.images.map((image, at) => (at === 4 ? { ...image, load: bad } : image)),
  };
}

const options = () => ({
  dataset: datasetWithBadImage(),
  input: { transforms: [horizontalFlip()], onBadImage: 'skip' as const },
  steps: 14,
  checkpointEverySteps: 5,
});

/** The file that had no room, or `checkpoint`, without what differs from run to run. */
const kindOf = ({ where }: ExpectationError) =>
  where.startsWith('checkpoint after')
    ? 'checkpoint'
    : basename(dirname(where)) === 'tensorboard'
      ? 'tensorboard'
      : basename(where);

it.skipIf('missing' in disk)(
  'a disk that is full at any moment stops the run by name, keeps the checkpoint before, and the run goes on as if not',
  async () => {
    if ('missing' in disk) return;
    const unbroken = await runSmall(options());
    const lacking: string[] = [];
    const kept: number[] = [];
    for (let blocks = 0; blocks < 12; blocks++) {
      const folder = join(disk.path, `run-${blocks}`);
      let saved = 0;
      const onEvent = (event: TrainEvent) => {
        if (event.kind === 'checkpoint') saved = event.step;
      };
      disk.leave(blocks);
      const error = await runSmall({ ...options(), folder, onEvent }).catch((thrown) => thrown);
      if (!(error instanceof Error)) break;
      expect(error).toBeInstanceOf(ExpectationError);
      expect(error.message).toMatch(
        /: expected room on the disk, got ENOSPC\. Make room, then resume the run: its last checkpoint is whole\.$/,
      );
      lacking.push(kindOf(error as ExpectationError));
      kept.push(saved);
      disk.clear();

      const path = join(folder, 'checkpoint.safetensors');
      if (saved > 0) expect((await readRunState(path)).state.progress.step).toBe(saved);
      const resumed = await runSmall({ ...options(), folder, resume: 'if there is one' });
      expect(lossesOf(resumed.steps)).toEqual(lossesOf(unbroken.steps.slice(saved)));
      expect(resumed.weights).toEqual(unbroken.weights);
      const logged = (await readLog(join(folder, 'log.jsonl'))) as unknown as TrainEvent[];
      expect(lossesOf(stepsOf(logged))).toEqual(lossesOf(unbroken.steps));
      await rm(folder, { recursive: true });
    }
    // Fewer blocks end it sooner: at its first file of each kind, and after one checkpoint or two.
    expect(new Set(lacking)).toEqual(
      new Set(['owner.json', 'tensorboard', 'run.json', 'log.jsonl', 'checkpoint']),
    );
    expect(new Set(kept).size).toBeGreaterThanOrEqual(3);
  },
);
