import type { Normalization } from '@tandem-det/data';
import { PUBLISHED_SCHEDULES, type PublishedSchedule, YOLOX_SCHEDULE } from '@tandem-det/presets';
import {
  cosine,
  movingAverage,
  type Schedule,
  type SgdOptions,
  sgd,
  stepDecay,
  type TrainOptions,
  warmUp,
} from '@tandem-det/training';
import { expect, expectTypeOf, it } from 'vitest';

/** The rate of a published schedule, with nothing in between but the steps of an epoch. */
function rateOf(
  { learningRate, decay, warmUp: beginning, length }: PublishedSchedule,
  stepsPerEpoch: number,
): Schedule {
  const steps = 'steps' in beginning ? beginning.steps : beginning.epochs * stepsPerEpoch;
  const total = 'steps' in length ? length.steps : length.epochs * stepsPerEpoch;
  const { ratio, curve } = beginning;
  return warmUp({ ratio, curve, steps }, later());

  function later(): Schedule {
    if (decay.kind === 'steps') {
      const { kind, ...drops } = decay;
      return stepDecay({ learningRate, ...drops });
    }
    const { finalRatio, holdEpochs } = decay;
    return cosine({ learningRate, steps: total, finalRatio, after: steps, hold: holdEpochs * stepsPerEpoch });
  }
}

it('published schedules go into training as they are', () => {
  expectTypeOf<PublishedSchedule['sgd']>().toExtend<SgdOptions>();
  expectTypeOf<PublishedSchedule['normalization']>().toExtend<Normalization>();
  expectTypeOf<PublishedSchedule['length']>().toExtend<Pick<TrainOptions, 'epochs' | 'steps'>>();
  for (const schedule of Object.values(PUBLISHED_SCHEDULES)) sgd(schedule.sgd).dispose();
  sgd(YOLOX_SCHEDULE.sgd).dispose();
  movingAverage(YOLOX_SCHEDULE.average).dispose();
});

// COCO's 117,266 images with objects are 7,330 steps of 16; YOLOX has 118,287, which are 1,849 of 64.
it.each([
  ['tood', PUBLISHED_SCHEDULES.tood, 7330, 250, 0.01 * (1 - 0.5 * 0.999)],
  ['tood, dropped twice', PUBLISHED_SCHEDULES.tood, 7330, 11 * 7330, 0.0001],
  ['fcos, constant', PUBLISHED_SCHEDULES.fcos, 7330, 499, 0.01 / 3],
  ['ota, by steps', PUBLISHED_SCHEDULES.ota, 7330, 60_000, 0.001],
  ['yolox, warming up', YOLOX_SCHEDULE, 1849, 2.5 * 1849, 0.01 / 4],
  ['yolox, at the end', YOLOX_SCHEDULE, 1849, 285 * 1849, 0.0005],
])('%s has the published rate', (_name, schedule, stepsPerEpoch, step, expected) => {
  const epoch = Math.floor(step / stepsPerEpoch);
  expect(rateOf(schedule, stepsPerEpoch)({ step, epoch })).toBeCloseTo(expected, 12);
});
