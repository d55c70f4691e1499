import { newFolder } from '@tandem-det/core/testing';
import { startBackend } from '@tandem-det/kernels/backends';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { constant } from '../schedule/schedule.ts';
import { countingDetector } from './fixtures.ts';
import { runSmall } from './run-small.fixture.ts';

let stop: () => Promise<void>;
beforeAll(async () => {
  ({ stop } = await startBackend({ name: 'cpu', report: () => {} }));
});
afterAll(() => stop());

describe('a loss or gradient that is not finite', () => {
  it('stops at a loss term that is not finite, names it, and keeps the last checkpoint', async () => {
    const folder = await newFolder();
    await expect(runSmall({ folder, schedule: constant(1e19) })).rejects.toThrow(
      /^training, step \d, loss term "count": expected a finite number, got (NaN|Infinity) on the images train-0000\d\d\.png, .*\. The parameters of the last checkpoint are kept\. The learning rate may be too high, or the warm-up too short\.$/,
    );
  });

  it('warns once of a loss term that is negative', async () => {
    const { events } = await runSmall({ detector: countingDetector(1, -0.01), epochs: 1 });
    const warnings = events.filter(({ kind }) => kind === 'warning');
    expect(warnings).toEqual([
      {
        kind: 'warning',
        step: 0,
        message: expect.stringMatching(
          /^loss term "size" is negative \(-0\.\d+\): some boxes are inside out, annotated or predicted$/,
        ),
      },
    ]);
  });

  it('names the parameter whose gradient is not finite while the loss is', async () => {
    const detector = countingDetector();
    const gradients: typeof detector.gradients = (...given) => {
      const pass = detector.gradients(...given);
      const bias = tf.mul(pass.gradients.get('count.bias')!, Number.POSITIVE_INFINITY);
      pass.gradients.get('count.bias')!.dispose();
      return { ...pass, gradients: new Map([...pass.gradients, ['count.bias', bias]]) };
    };
    await expect(runSmall({ detector: { ...detector, gradients } })).rejects.toThrow(
      /^training, step 0, gradient of "count\.bias": expected a finite number, got (Infinity|NaN) on the images /,
    );
  });
});
