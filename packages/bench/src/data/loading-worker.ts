import { fitWithin, horizontalFlip, localLoader, readCoco, workerLoader } from '@tandem-det/data';
import { batches, disposeBatch } from '@tandem-det/data/batches';
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
let [timed, seen] = [0, 0];
let before = process.cpuUsage();
for (let epoch = 0; epoch <= epochs; epoch++) {
  // The first epoch starts the threads and fills the file cache.
  if (epoch === 1) before = process.cpuUsage();
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
    if (epoch > 0) seen += each.records.length;
    disposeBatch(each);
  }
  if (epoch > 0) timed += performance.now() - start;
}
const { user, system } = process.cpuUsage(before);
await loader.close();
const times: DataTimes = {
  imagesPerSecond: (1000 * seen) / timed,
  cpuMillisecondsPerImage: (user + system) / 1000 / seen,
  peakMemory: process.resourceUsage().maxRSS * 1024,
};
console.log(JSON.stringify(times));
