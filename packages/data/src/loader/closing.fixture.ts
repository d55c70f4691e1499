import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { batches } from '../batches.ts';
import { generatedScenes } from '../scenes/generated-scenes.ts';
import { workerLoader } from './worker-loader.ts';

/** A program that leaves an epoch while replies of threads wait to be received, closes the loader, and says so. */
await tf.setBackend('cpu');
const loader = workerLoader({ workers: 1 });
const dataset = generatedScenes({ count: 3, size: { width: 32, height: 32 } });
const given = batches({ dataset, loader, batchSize: 1, prefetch: 2 });
await given.next();
const end = performance.now() + 1000;
while (performance.now() < end);
await loader.close();
process.stdout.write('closed');
