import { START } from '@tandem-det/core';
import { createDetector } from '@tandem-det/detector';
import { type BackendName, startBackend } from '@tandem-det/kernels/backends';
import { tood } from '@tandem-det/presets';
import { sgd } from '@tandem-det/training';
import * as tf from '@tensorflow/tfjs-core';
import { type Clock, readClock } from './clock.ts';
import type { ModelOptions, ModelTimes, Times } from './options.ts';
import { profileKernels } from './profile.ts';

const [name, json] = process.argv.slice(2) as [BackendName, string];
const options = JSON.parse(json) as ModelOptions;
const backend = await startBackend({ name, threads: options.threads });
const { batch, imageHeight: height, imageWidth: width, objects, classes } = options;

const detector = createDetector(
  tood({
    classes: Array.from({ length: classes }, (_, index) => `class ${index}`),
    depth: options.depth,
    width: options.width,
    norm: { kind: 'group' },
    frozenStages: 0,
    channels: options.channels,
    interactiveLayers: options.interactiveLayers,
    warmUpEpochs: 0,
  }),
);
// a seed of 0 is none to tfjs
const images = tf.randomNormal([batch, height, width, 3], 0, 1, 'float32', 4) as tf.Tensor4D;
const truth = tf.tidy(() => {
  const corner = tf.mul(tf.randomUniform([batch, objects, 2], 0, 0.7, 'float32', 1), [width, height]);
  const extent = tf.mul(tf.randomUniform([batch, objects, 2], 0.05, 0.3, 'float32', 2), [width, height]);
  return {
    boxes: tf.concat([corner, tf.add(corner, extent)], 2) as tf.Tensor3D,
    classes: tf.randomUniform([batch, objects], 0, classes, 'int32', 3) as tf.Tensor2D,
    mask: tf.ones([batch, objects]) as tf.Tensor2D,
    validSizes: tf.tensor2d(Array.from({ length: batch }, () => [height, width])),
  };
});
const optimizer = sgd({ momentum: 0.9, weightDecay: 1e-4 });

function step(): void {
  const { terms, positives, gradients } = detector.gradients(images, truth, START);
  optimizer.apply(detector.parameters.trainable, gradients, 0.001);
  tf.dispose([...Object.values(terms), positives, ...gradients.values()]);
}

async function timed(run: () => void | Promise<void>): Promise<Clock[]> {
  const times: Clock[] = [];
  for (let index = -options.warmUp; index < options.runs; index++) {
    const start = readClock();
    await run();
    const end = readClock();
    if (index >= 0) times.push({ wall: end.wall - start.wall, cpu: end.cpu - start.cpu });
  }
  return times;
}

const times = {
  forward: await timed(async () => {
    const predictions = detector.predict(images);
    await predictions.classLogits.data();
    tf.dispose(Object.values(predictions));
  }),
  detect: await timed(async () => {
    await detector.detect(images);
  }),
  step: await timed(step),
};
const timesOf = (clock: keyof Clock): Times => {
  const { forward, detect, step } = times;
  const of = (each: readonly Clock[]) => each.map((time) => time[clock]);
  return { forward: of(forward), detect: of(detect), step: of(step) };
};
const result: ModelTimes = {
  version: backend.description,
  parameters: detector.parameters.count,
  wall: timesOf('wall'),
  cpu: timesOf('cpu'),
  peakMemory: process.resourceUsage().maxRSS * 1024,
  kernels: profileKernels(step),
};
console.log(JSON.stringify(result));
await backend.stop();
