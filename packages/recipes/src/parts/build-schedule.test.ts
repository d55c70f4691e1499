import { describe, expect, it } from 'vitest';
import { runSchema } from '../config/run-schema.ts';
import { buildSchedule, scaledRate } from './build-schedule.ts';

const configOf = (changes: object) =>
  runSchema.parse({ input: { width: 32, height: 32 }, data: {}, ...changes });

describe('scaledRate', () => {
  it('scales rate and warm-up to the images of a step, and keeps what they were made from', () => {
    const config = configOf({ optimizer: { forBatchSize: 16 }, training: { batchSize: 4 } });
    expect(scaledRate(config, { stepsPerEpoch: 10 })).toEqual({
      batchSize: 4,
      learningRate: 0.0025,
      warmUpSteps: 2000,
      given: { batchSize: 16, learningRate: 0.01 },
    });
  });

  it('counts a warm-up of epochs in steps of the run', () => {
    const config = configOf({ optimizer: { forBatchSize: 16 }, schedule: { warmUp: { epochs: 1.5 } } });
    expect(scaledRate(config, { stepsPerEpoch: 10 }).warmUpSteps).toBe(15);
  });
});

describe('buildSchedule', () => {
  it("is YOLOX's schedule where the config asks for it", () => {
    const config = configOf({
      optimizer: { learningRate: 0.01, forBatchSize: 64 },
      schedule: {
        warmUp: { epochs: 2, ratio: 0, curve: 'quadratic' },
        decay: { kind: 'cosine', finalRatio: 0.05, afterWarmUp: true, holdEpochs: 3 },
      },
      training: { batchSize: 32, epochs: 10 },
    });
    const schedule = buildSchedule(config, { steps: 100, stepsPerEpoch: 10 });
    const rate = (step: number) => schedule({ step, epoch: Math.floor(step / 10) });
    expect(rate(10)).toBeCloseTo(0.005 / 4, 12);
    expect(rate(20)).toBeCloseTo(0.005, 12);
    // half way from step 20 to step 70
    expect(rate(45)).toBeCloseTo(0.005 * (0.05 + 0.95 / 2), 12);
    expect(rate(70)).toBeCloseTo(0.00025, 12);
    expect(rate(99)).toBeCloseTo(0.00025, 12);
  });
});
