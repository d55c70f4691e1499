import { gridPriors } from '@tandem-det/core';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, it } from 'vitest';
import { modelSchema } from '../config/model-schema.ts';
import { headReach } from './head-reach.ts';

beforeAll(() => tf.setBackend('cpu'));

const maps = [
  { width: 4, height: 2 },
  { width: 2, height: 1 },
];
const reach = (model: object, options: object = {}) => {
  const priors = gridPriors({ strides: [8, 16], maps, ...options });
  return headReach({ priors: () => priors }, modelSchema.parse(model), { width: 32, height: 16 });
};

it('takes places from the priors, and rules from the method', async () => {
  expect(await reach({ preset: 'fcos' }, { centerOffset: 'half-stride-floor' })).toEqual({
    levels: [
      { stride: 8, width: 4, height: 2, origin: [4, 4] },
      { stride: 16, width: 2, height: 1, origin: [8, 8] },
    ],
    insideOnly: true,
  });
  expect(await reach({ preset: 'gfl', longest: 5 })).toMatchObject({ insideOnly: true, longest: 5 });
  expect((await reach({ preset: 'ota' })).insideOnly).toBe(false);
});

it('takes the sizes of all priors of a cell', async () => {
  const shapes = [
    { width: 4, height: 4 },
    { width: 8, height: 2 },
  ];
  expect((await reach({ preset: 'retinanet' }, { shapes })).shapes).toEqual({
    // In strides, of 8 and 16 pixels
    sizes: [
      { width: 32, height: 32 },
      { width: 64, height: 16 },
      { width: 64, height: 64 },
      { width: 128, height: 32 },
    ],
    iou: 0.5,
  });
});
