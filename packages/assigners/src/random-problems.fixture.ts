import { type GroundTruth, gridPriors, type ObjectnessPredictions } from '@tandem-det/core';
import { uniformValues } from '@tandem-det/kernels/testing';
import { type Tensor3D, tensor2d, tensor3d } from '@tensorflow/tfjs-core';

const [SIZE, OBJECTS, CLASSES] = [64, 5, 3];

export interface RandomProblems {
  readonly priors: ReturnType<typeof gridPriors>;
  readonly predictions: ObjectnessPredictions;
  readonly truth: GroundTruth;
}

/**
 * A batch of random images of 64 × 64: strides 8, 16, 32 (A = 84), five objects of which any may be padding,
 * some smaller than a cell and some beyond the image, K = 3. `noise` moves every number by up to this part of it.
 */
export function randomProblems(images: number, seed: number, noise = 0): RandomProblems {
  let stream = 1000 * seed;
  const draw = (count: number, low: number, high: number) => {
    const values = uniformValues(count, { low, high, seed: stream++ });
    const moves = uniformValues(count, { low: 1 - noise, high: 1 + noise, seed: stream++ + 500 });
    return noise === 0 ? values : values.map((value, i) => value * moves[i]!);
  };
  const maps = [8, 4, 2].map((cells) => ({ height: cells, width: cells }));
  const priors = gridPriors({ strides: [8, 16, 32], maps, centerOffset: 'half-stride-floor' });
  const count = priors.boxes.shape[0];
  const centers = priors.centers.dataSync();
  const strides = priors.strides.dataSync();
  const distances = draw(images * count * 4, 0.2, 4);
  const boxes = distances.map((distance, i) => {
    const prior = (i >> 2) % count;
    const place = centers[2 * prior + (i & 1)]!;
    return place + (i & 2 ? 1 : -1) * distance * strides[prior]!;
  });
  const corners = draw(images * OBJECTS * 4, 0, 1);
  for (let i = 0; i < corners.length; i += 4) {
    for (const axis of [0, 1]) {
      const start = (corners[i + axis]! * 1.2 - 0.1) * SIZE;
      corners[i + axis] = start;
      corners[i + axis + 2] = start + 2 + corners[i + axis + 2]! ** 2 * SIZE;
    }
  }
  const classes = uniformValues(images * OBJECTS, { high: CLASSES, seed: stream++ }).map(Math.floor);
  const mask = uniformValues(images * OBJECTS, { high: 4, seed: stream++ }).map((x) => (x < 1 ? 0 : 1));
  return {
    priors,
    predictions: {
      classLogits: tensor3d(draw(images * count * CLASSES, -4, 4), [images, count, CLASSES]),
      boxes: tensor3d(boxes, [images, count, 4]) as Tensor3D,
      objectnessLogits: tensor2d(draw(images * count, -4, 4), [images, count]),
    },
    truth: {
      boxes: tensor3d(corners, [images, OBJECTS, 4]),
      classes: tensor2d(Int32Array.from(classes), [images, OBJECTS], 'int32'),
      mask: tensor2d(mask, [images, OBJECTS]),
      validSizes: tensor2d(Array(2 * images).fill(SIZE), [images, 2]),
    },
  };
}
