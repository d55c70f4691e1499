import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { ones, sum, type Tensor4D } from '@tensorflow/tfjs-core';
import { startBackend } from '../backends/index.ts';
import { conv2d } from '../ops/conv2d/conv2d.ts';

/** Starts the tensorflow backend in two worker threads and the main one at a time, and prints what each computes. */
async function compute(): Promise<string> {
  const { description } = await startBackend({ name: 'tensorflow', threads: 2, report: () => {} });
  const filter = ones([3, 3, 32, 32]) as Tensor4D;
  let total = 0;
  for (let run = 0; run < 20; run++) {
    total = (await sum(conv2d(ones([2, 16, 16, 32]) as Tensor4D, filter, { padding: 1 })).data())[0]!;
  }
  // Winograd rounds the last digits
  return `${description.includes('native kernels for')} ${Math.round(total / 2048)}`;
}

if (isMainThread) {
  // tsx does not translate in worker threads by itself
  const translator = import.meta.resolve('tsx/esm/api');
  const start = `import(${JSON.stringify(translator)})
    .then(({ register }) => { register(); return import(${JSON.stringify(import.meta.url)}); })`;
  const results = [1, 2].map(
    () =>
      new Promise<string>((resolve, reject) => {
        new Worker(start, { eval: true }).on('message', resolve).on('error', reject);
      }),
  );
  console.log([...(await Promise.all(results)), await compute()].join('\n'));
  process.exit(0);
} else {
  parentPort!.postMessage(await compute());
}
