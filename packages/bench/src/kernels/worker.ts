import { assignTaskAligned, nms } from '@tandem-det/kernels';
import { type BackendName, startBackend } from '@tandem-det/kernels/backends';
import * as tf from '@tensorflow/tfjs-core';
import type { KernelTimes } from './contender.ts';
import { type KernelOptions, readProblem } from './problem.ts';

const [name, folder, json] = process.argv.slice(2) as [BackendName, string, string];
const { images, objects, classes, threads, runs } = JSON.parse(json) as KernelOptions;
const backend = await startBackend({ name, threads });
const problem = readProblem(folder);
const priors = problem.centers.length / 2;
const inputs = {
  scores: tf.tensor3d(problem.scores, [images, priors, classes]),
  boxes: tf.tensor3d(problem.boxes, [images, priors, 4]),
  centers: tf.tensor2d(problem.centers, [priors, 2]),
  validPriors: tf.ones([images, priors]) as tf.Tensor2D,
  truthBoxes: tf.tensor3d(problem.truth, [images, objects, 4]),
  truthClasses: tf.tensor2d(Int32Array.from(problem.labels), [images, objects], 'int32'),
  truthMask: tf.ones([images, objects]) as tf.Tensor2D,
};
const nmsClasses = Int32Array.from(problem.nmsClasses);

async function timed(run: () => number | Promise<number>): Promise<{ times: number[]; result: number }> {
  const times: number[] = [];
  let result = 0;
  for (let index = -2; index < runs; index++) {
    const start = performance.now();
    result = await run();
    if (index >= 0) times.push(performance.now() - start);
  }
  return { times, result };
}

const times: KernelTimes = {
  version: backend.description,
  assignment: await timed(async () => {
    const { gtIndex, alignment, metric, overlaps } = assignTaskAligned(inputs);
    const [owners] = await Promise.all([gtIndex.data(), alignment.data()]);
    tf.dispose([gtIndex, alignment, metric, overlaps]);
    return Array.from(owners).filter((owner) => owner >= 0).length;
  }),
  nms: await timed(() => nms(problem.nmsBoxes, problem.nmsScores, nmsClasses, { iouThreshold: 0.6 }).length),
};
console.log(JSON.stringify(times));
