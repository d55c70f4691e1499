import type { DeltaPredictions } from '@tandem-det/core';
import { describeLoss } from '@tandem-det/core/testing';
import { checkGradient, describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { add, type Tensor3D, tensor3d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { l1 } from './l1.ts';
import { smallExample } from './small-example.fixture.ts';
import { smoothL1 } from './smooth-l1.ts';

describeLoss('l1', () => l1(), { reads: ['boxDeltas'] });
describeLoss('smoothL1', () => smoothL1({ beta: 0.2, weight: 'alignment' }), { reads: ['boxDeltas'] });

const PLAIN = { stds: [1, 1, 1, 1] } as const;
const quarter = Math.log(16 / 64);
/**
 * Priors are squares of side 64. Prior 0's object has its centre (3, 0) and size 10 × 16 against (0, 0) and
 * 64: deltas 3/64, 0, ln(10/64), ln(16/64). Prior 3's is central, 16 × 16: 0, 0, ln(16/64) twice.
 */
const EXACT = [
  [3 / 64, 0, Math.log(10 / 64), quarter],
  [7, -7, 7, -7],
  [9, 9, 9, 9],
  [0, 0, quarter, quarter],
];
const ERRORS = [
  [0.5, 0, -2, 1],
  [0, 0, 0, 0],
  [0, 0, 0, 0],
  [0, -0.25, 0, 0],
];

describeBackends('delta losses, by hand', () => {
  it.each([
    ['l1', l1({ coder: PLAIN }), (0.5 + 2 + 1 + 0.25) / 2],
    ['smoothL1', smoothL1({ coder: PLAIN }), (0.125 + 1.5 + 0.5 + 0.03125) / 2],
    // d² below 0.5, |d| - 0.25 above
    ['smoothL1 of 0.5', smoothL1({ coder: PLAIN, beta: 0.5 }), (0.25 + 1.75 + 0.75 + 0.0625) / 2],
    ['weighted l1', l1({ coder: PLAIN, weight: 'alignment' }), (0.5 * 3.5 + 0.25 * 0.25) / 2],
  ])('%s adds up the errors of the positives', async (_, loss, expected) => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    const boxDeltas = add(tensor3d([EXACT]), tensor3d([ERRORS])) as Tensor3D;
    const { box } = loss({ ...predictions, boxDeltas }, priors, truth, assignment, progress);
    await expectClose(box!, expected, { rel: 1e-5 });
    // Away from the kinks at 0, ±0.5 and ±1.
    const nudged = add(boxDeltas, tensor3d([[[0.1, 0.2, -0.3, 0.15]]])) as Tensor3D;
    await checkGradient(
      (deltas) =>
        loss({ ...predictions, boxDeltas: deltas as Tensor3D }, priors, truth, assignment, progress)['box']!,
      [nudged],
    );
    dispose();
  });

  it("compares in the coder's terms", async () => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    // The default stds 0.1, 0.1, 0.2, 0.2 make deltas 10, 10, 5, 5 times as large.
    const scaled = EXACT.map((row) => row.map((value, index) => value * (index < 2 ? 10 : 5)));
    const given = { ...predictions, boxDeltas: tensor3d([scaled]) };
    await expectClose(l1()(given, priors, truth, assignment, progress)['box']!, 0, { abs: 1e-5 });
    dispose();
  });

  it('says what is missing where the head predicts no deltas', () => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    expect(() => l1()(predictions as DeltaPredictions, priors, truth, assignment, progress)).toThrow(
      'l1: expected predictions with boxDeltas, got classLogits, boxes. ' +
        'Use a head that predicts boxes as deltas to its priors, such as retinaHead(), or leave this loss out.',
    );
    expect(() => smoothL1({ beta: 0 })).toThrow('smoothL1: beta: expected a number > 0, got 0.');
    dispose();
  });
});
