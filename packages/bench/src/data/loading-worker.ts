import {
  batches,
  disposeBatch,
  fitWithin,
  horizontalFlip,
  localLoader,
  readCoco,
  workerLoader,
} from '@tandem-det/data';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { DataOptions, DataTimes } from './options.ts';

// One contender: `threads` reads every epoch anew, `cached` keeps what comes before the first random transform.
const [kind, json] = process.argv.slice(2) as ['threads' | 'cached' | 'local', string];
const { annotations, images, width, height, batch, workers, epochs } = JSON.parse(json) as DataOptions;
await tf.setBackend('cpu');
const dataset = await readCoco({ annotations, images });
const cacheBytes = kind === 'cached' ? 2 ** 32 : 0;
const loader = kind === 'local' ? localLoader({ cacheBytes }) : workerLoader({ workers, cacheBytes });
const transforms = [fitWithin({ width, height }), horizontalFlip()];
const size = { width, height };
let [timed, seen, loaded] = [0, 0, 0];
const before = process.cpuUsage();
for (let epoch = 0; epoch <= epochs; epoch++) {
  const start = performance.now();
  const given = batches({
    dataset,
    transforms,
    size,
    batchSize: batch,
    shuffle: true,
    epoch,
    loader,
    prefetch: Math.max(2, workers),
  });
  for await (const each of given) {
    // The first epoch starts the threads and fills the file cache.
    if (epoch > 0) seen += each.records.length;
    loaded += each.records.length;
    disposeBatch(each);
  }
  if (epoch > 0) timed += performance.now() - start;
}
await loader.close();
const { user, system } = process.cpuUsage(before);
const times: DataTimes = {
  imagesPerSecond: (1000 * seen) / timed,
  cpuMillisecondsPerImage: (user + system) / 1000 / loaded,
};
console.log(JSON.stringify(times));
