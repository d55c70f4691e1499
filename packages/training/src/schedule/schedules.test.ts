import { START } from '@tandem-det/core';
import { describe, expect, it } from 'vitest';
import { cosine } from './cosine.ts';
import { linearWarmUp } from './linear-warm-up.ts';
import { scaledToBatch } from './scaled-to-batch.ts';
import { constant } from './schedule.ts';
import { stepDecay } from './step-decay.ts';

describe('stepDecay', () => {
  const schedule = stepDecay({ learningRate: 0.01, at: [8, 11] });

  it('drops at the beginning of the named epochs', () => {
    expect(schedule({ step: 0, epoch: 7 })).toBe(0.01);
    expect(schedule({ step: 0, epoch: 8 })).toBeCloseTo(0.001, 12);
    expect(schedule({ step: 0, epoch: 10 })).toBeCloseTo(0.001, 12);
    expect(schedule({ step: 0, epoch: 11 })).toBeCloseTo(0.0001, 12);
  });

  it('counts steps where asked', () => {
    const bySteps = stepDecay({ learningRate: 1, at: [3], factor: 0.5, unit: 'step' });
    expect([2, 3, 4].map((step) => bySteps({ step, epoch: 0 }))).toEqual([1, 0.5, 0.5]);
  });

  it('refuses drops out of order', () => {
    expect(() => stepDecay({ learningRate: 1, at: [11, 8] })).toThrow(
      'stepDecay.at: expected whole numbers in ascending order, got [11,8].',
    );
  });
});

describe('linearWarmUp', () => {
  it('begins at the ratio and reaches the rate after the last warm-up step', () => {
    const schedule = linearWarmUp({ steps: 4, ratio: 0.001 }, constant(2));
    // 1 - (1 - step/4) * 0.999: 0.001, 0.25075, 0.5005, 0.75025, then 1
    const rates = [0, 1, 2, 3, 4, 5].map((step) => schedule({ step, epoch: 0 }));
    const expected = [0.002, 0.5015, 1.001, 1.5005, 2, 2];
    for (const [index, rate] of rates.entries()) expect(rate).toBeCloseTo(expected[index]!, 12);
  });

  it('scales the rate of the schedule at that step', () => {
    const schedule = linearWarmUp({ steps: 4, ratio: 0 }, stepDecay({ learningRate: 1, at: [1] }));
    expect(schedule({ step: 2, epoch: 1 })).toBeCloseTo(0.1 * 0.5, 12);
  });

  it('does nothing with no steps', () => {
    expect(linearWarmUp({ steps: 0 }, constant(3))(START)).toBe(3);
  });

  it('refuses a broken number of steps', () => {
    expect(() => linearWarmUp({ steps: 1.5 }, constant(1))).toThrow(
      'linearWarmUp.steps: expected a whole number of steps ≥ 0, got 1.5.',
    );
  });
});

describe('cosine', () => {
  const schedule = cosine({ learningRate: 0.1, steps: 100, finalRatio: 0.05 });

  it('is the full rate at the start, half way between at the middle, the final part from the end on', () => {
    expect(schedule({ step: 0, epoch: 0 })).toBeCloseTo(0.1, 12);
    // 0.1 * (0.05 + 0.95 / 2) = 0.0525
    expect(schedule({ step: 50, epoch: 0 })).toBeCloseTo(0.0525, 12);
    expect(schedule({ step: 100, epoch: 0 })).toBeCloseTo(0.005, 12);
    expect(schedule({ step: 1000, epoch: 0 })).toBeCloseTo(0.005, 12);
  });

  it('refuses a run of no steps', () => {
    expect(() => cosine({ learningRate: 1, steps: 0 })).toThrow(
      'cosine.steps: expected a whole number of steps ≥ 1, got 0.',
    );
  });
});

describe('scaledToBatch', () => {
  it('keeps the rate per image and the images of the warm-up', () => {
    expect(scaledToBatch({ learningRate: 0.01, warmUpSteps: 500, batchSize: 16 }, 4)).toEqual({
      learningRate: 0.0025,
      warmUpSteps: 2000,
      batchSize: 4,
    });
  });
});
