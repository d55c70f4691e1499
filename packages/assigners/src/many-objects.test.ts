import { type Assigner, gridPriors, type ObjectnessPredictions, START } from '@tandem-det/core';
import { describeBackends, uniformValues } from '@tandem-det/kernels/testing';
import { dispose, memory, ones, type TensorContainer, tensor2d, tensor3d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { atssAssigner } from './atss-assigner.ts';
import { fcosRanges } from './fcos-ranges.ts';
import { maxIou } from './max-iou.ts';
import { otaAssigner } from './ota-assigner.ts';
import { simOta } from './sim-ota.ts';
import { taskAligned } from './task-aligned.ts';

/**
 * 8 images with TANDEM_FULL_SIZE=1, else 2; one in a software driver, which is slow. One image of 20,181 priors and
 * 1,000 objects as [A, G] is 77 MiB of float32.
 */
const imagesOn = (backend: string) =>
  process.env['TANDEM_FULL_SIZE'] === '1' ? 8 : backend === 'webgpu' ? 1 : 2;
const OBJECTS = 1000;
const CLASSES = 4;
const MIB = 2 ** 20;

const assigners: Readonly<Record<string, Assigner<ObjectnessPredictions>>> = {
  fcosRanges: fcosRanges({ radius: 1.5 }),
  atss: atssAssigner(),
  taskAligned: taskAligned(),
  maxIou: maxIou(),
  simOta: simOta(),
  ota: otaAssigner(),
};

/** Priors of an input of 992 × 992 and objects of 16 to 80 pixels; each prior predicts a box near its own place. */
function crowd(images: number) {
  const maps = [124, 62, 31].map((cells) => ({ height: cells, width: cells }));
  const priors = gridPriors({ strides: [8, 16, 32], maps });
  const count = priors.boxes.shape[0];
  const places = priors.boxes.dataSync();
  const noise = uniformValues(images * count * 4, { low: -12, high: 12, seed: 1 });
  const random = uniformValues(images * OBJECTS * 4, { seed: 2 });
  for (let i = 0; i < random.length; i += 4) {
    for (const axis of [0, 1]) {
      random[i + axis]! *= 912;
      random[i + axis + 2] = random[i + axis]! + 16 + 64 * random[i + axis + 2]!;
    }
  }
  const classes = uniformValues(images * OBJECTS, { high: CLASSES, seed: 3 });
  const logits = uniformValues(images * count * CLASSES, { low: -4, high: 4, seed: 4 });
  return {
    count,
    priors,
    predictions: {
      classLogits: tensor3d(logits, [images, count, CLASSES]),
      boxes: tensor3d(
        noise.map((value, i) => places[i % places.length]! + value),
        [images, count, 4],
      ),
      objectnessLogits: ones([images, count]),
    } as ObjectnessPredictions,
    truth: {
      boxes: tensor3d(random, [images, OBJECTS, 4]),
      classes: tensor2d(Int32Array.from(classes), [images, OBJECTS], 'int32'),
      mask: ones([images, OBJECTS]) as never,
      validSizes: tensor2d(Array(2 * images).fill(992), [images, 2]),
    },
  };
}

/**
 * To be called before an assigner runs; the result, called after, says how many MiB it needed at most. On webgpu that
 * is all the device was ever asked for, since buffers are kept for later use; elsewhere it is what the process ever
 * had at most, less what it had before.
 */
function memoryNeeded(backend: string): () => number {
  if (backend === 'webgpu') {
    return () => (memory() as unknown as { numBytesAllocatedInGPU: number }).numBytesAllocatedInGPU / MIB;
  }
  const before = process.memoryUsage.rss() / MIB;
  return () => process.resourceUsage().maxRSS / 1024 - before;
}

describeBackends('a thousand objects', (backend) => {
  const images = imagesOn(backend);
  it.each(Object.keys(assigners))('%s needs no matrix of priors by objects', async (name) => {
    const { count, priors, predictions, truth } = crowd(images);
    expect(count).toBeGreaterThan(20_000);
    const tensors = memory().numTensors;
    const needed = memoryNeeded(backend);
    const begin = performance.now();
    const assignment = assigners[name]!(predictions, priors, truth, START);
    const positives = (await assignment.labels.data()).filter((label) => label >= 0).length;
    const seconds = (performance.now() - begin) / 1000;
    const grown = needed();
    expect(memory().numTensors).toBe(tensors + 4);
    dispose([assignment, { ...priors, levels: [] }, predictions, truth] as unknown as TensorContainer);
    const matrix = (images * count * OBJECTS * 4) / MIB;
    console.log(
      `${backend}, ${name}: ${images} × ${OBJECTS} × ${count}, ${positives} positives, ${seconds.toFixed(2)} s, ` +
        `at most ${grown.toFixed(0)} MiB (one matrix is ${matrix.toFixed(0)} MiB)`,
    );
    expect(positives).toBeGreaterThan(100 * images);
    expect(grown).toBeLessThan(matrix / 2);
  });
});
