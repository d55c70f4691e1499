import { descriptionOf } from '@tandem-det/base';
import { START } from '@tandem-det/core';
import { describe, expect, it } from 'vitest';
import { cosine } from './cosine.ts';
import { scaledToBatch } from './scaled-to-batch.ts';
import { constant, type Schedule } from './schedule.ts';
import { stepDecay } from './step-decay.ts';
import { type WarmUpOptions, warmUp } from './warm-up.ts';

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
      'stepDecay: at: expected whole numbers in ascending order, got [11,8].',
    );
  });
});

describe('warmUp', () => {
  const rates = (schedule: Schedule) => [0, 1, 2, 3, 4, 5].map((step) => schedule({ step, epoch: 0 }));

  it.each<[WarmUpOptions, number[]]>([
    // 1 - (1 - step/4) · 0.999: 0.001, 0.25075, 0.5005, 0.75025, then 1
    [{ ratio: 0.001 }, [0.002, 0.5015, 1.001, 1.5005, 2, 2]],
    [{ ratio: 0.25, curve: 'constant' }, [0.5, 0.5, 0.5, 0.5, 2, 2]],
    // 0.2 + 0.8 · (0, 1/16, 1/4, 9/16)
    [{ ratio: 0.2, curve: 'quadratic' }, [0.4, 0.5, 0.8, 1.3, 2, 2]],
  ])('%j begins at the ratio and reaches the rate after the last warm-up step', (options, expected) => {
    for (const [step, rate] of rates(warmUp({ steps: 4, ...options }, constant(2))).entries()) {
      expect(rate).toBeCloseTo(expected[step]!, 12);
    }
  });

  it('scales the rate of the schedule at that step', () => {
    const schedule = warmUp({ steps: 4, ratio: 0 }, stepDecay({ learningRate: 1, at: [1] }));
    expect(schedule({ step: 2, epoch: 1 })).toBeCloseTo(0.1 * 0.5, 12);
  });

  it('does nothing with no steps', () => {
    expect(warmUp({ steps: 0 }, constant(3))(START)).toBe(3);
  });

  it.each([
    [{ steps: 1.5 }, 'warmUp: steps: expected a whole number ≥ 0, got 1.5.'],
    [{ ratio: 2 }, 'warmUp: ratio: expected a number in [0, 1], got 2.'],
  ])('refuses %j', (options, message) => {
    expect(() => warmUp(options, constant(1))).toThrow(message);
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

  it('begins after the warm-up and ends before the held steps, as in YOLOX', () => {
    const held = cosine({ learningRate: 1, steps: 100, after: 20, hold: 40, finalRatio: 0.05 });
    const at = (step: number) => held({ step, epoch: 0 });
    // x = (30 - 20) / 40 = 1/4: 0.05 + 0.95 · (1 + cos(π/4)) / 2 = 0.8608757
    expect([at(0), at(20)]).toEqual([1, 1]);
    expect(at(30)).toBeCloseTo(0.8608757, 7);
    expect(at(60)).toBeCloseTo(0.05, 12);
    expect(at(99)).toBeCloseTo(0.05, 12);
    const yolox = warmUp({ steps: 20, ratio: 0, curve: 'quadratic' }, held);
    expect(yolox({ step: 10, epoch: 0 })).toBeCloseTo(0.25, 12);
    expect(yolox({ step: 30, epoch: 0 })).toBe(at(30));
  });

  it.each([
    [{ steps: 0 }, 'cosine: steps: expected a whole number ≥ 1, got 0.'],
    [
      { steps: 10, after: 6, hold: 4 },
      'cosine: expected after and hold that leave some of 10 steps, got after 6 and hold 4.',
    ],
  ])('refuses %j', (options, message) => {
    expect(() => cosine({ learningRate: 1, ...options })).toThrow(message);
  });
});

describe('a schedule', () => {
  it('describes itself with its defaults, one within another', () => {
    expect(descriptionOf(warmUp({ steps: 4 }, cosine({ learningRate: 0.1, steps: 9 })))).toEqual({
      kind: 'warmUp',
      options: {
        steps: 4,
        ratio: 0.001,
        curve: 'linear',
        schedule: {
          kind: 'cosine',
          options: { learningRate: 0.1, steps: 9, finalRatio: 0, after: 0, hold: 0 },
        },
      },
    });
    expect(descriptionOf(stepDecay({ learningRate: 0.1, at: [3] }))).toEqual({
      kind: 'stepDecay',
      options: { learningRate: 0.1, at: [3], factor: 0.1, unit: 'epoch' },
    });
    expect(descriptionOf(constant(0.1))).toEqual({ kind: 'constant', options: { learningRate: 0.1 } });
  });

  it.each<[() => unknown, string]>([
    [() => warmUp({ curv: 'linear' } as never, constant(1)), 'Did you mean "curve"?'],
    [
      () => warmUp({}, 0.1 as never),
      'warmUp: schedule: expected a schedule, such as constant(0.01), got 0.1.',
    ],
    [() => constant('0.1' as never), 'constant: learningRate: expected a learning rate ≥ 0, got "0.1".'],
    [() => cosine({ learningRate: 0, steps: 3 }), 'cosine: learningRate: expected a number > 0, got 0.'],
  ])('refuses what it does not take: %#', (make, message) => {
    expect(make).toThrow(message);
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
