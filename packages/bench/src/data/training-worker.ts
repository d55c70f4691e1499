import { fitWithin, horizontalFlip, readCoco, workerLoader } from '@tandem-det/data';
import { createDetector } from '@tandem-det/detector';
import { type BackendName, startBackend } from '@tandem-det/kernels/backends';
import { tood } from '@tandem-det/presets';
import { constant, type StepRecord, sgd, train, warmUp } from '@tandem-det/training';
import type { DataOptions } from './options.ts';
import type { WaitTimes } from './wait-table.ts';

// Trains the detector of examples/bccd/tood.yml on one backend, fed by threads, as `tandem train` does.
const [name, json] = process.argv.slice(2) as [BackendName, string];
const { annotations, images, width, height, batch, workers, steps } = JSON.parse(json) as DataOptions;
const backend = await startBackend({ name });
const dataset = await readCoco({ annotations, images });
const detector = createDetector(
  tood({
    classes: dataset.classes.map((each) => each.name),
    depth: 18,
    width: 32,
    norm: { kind: 'group' },
    neckNorm: { kind: 'group' },
    frozenStages: 0,
    channels: 64,
    interactiveLayers: 3,
  }),
);
const loader = workerLoader({ workers });
const size = { width, height };
const records: StepRecord[] = [];
await train({
  detector,
  dataset,
  input: { transforms: [fitWithin(size), horizontalFlip()], size, loader },
  optimizer: sgd({ momentum: 0.9, weightDecay: 1e-4 }),
  schedule: warmUp({ steps: 100 }, constant(0.005)),
  clipNorm: 10,
  batchSize: batch,
  steps: steps + 2,
  onEvent: (event) => event.kind === 'step' && records.push(event),
});
await loader.close();
// The first steps start the threads of the loader and, in some backends, compile.
const timed = records.slice(2);
const times: WaitTimes = {
  version: backend.description,
  seconds: timed.map((record) => record.images / record.imagesPerSecond),
  waited: timed.map(({ dataWait }) => dataWait),
};
console.log(JSON.stringify(times));
await backend.stop();
