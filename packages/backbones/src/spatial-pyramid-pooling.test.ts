import { CSP_STYLE, constant, INFERENCE, ParameterStore } from '@tandem-det/core';
import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { tensor4d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { spatialPyramidPooling } from './spatial-pyramid-pooling.ts';

describeBackends('spatialPyramidPooling', () => {
  it('adds up the largest values within 2, 4 and 6 cells, for filters of ones', async () => {
    const store = new ParameterStore();
    const pool = spatialPyramidPooling(store.scope(), 2, {
      ...CSP_STYLE,
      norm: { kind: 'frozen-batch', epsilon: 0 },
      activation: 'none',
      initializer: constant(1),
    });
    expect(store.all.filter(({ role }) => role === 'weight').map(({ variable }) => variable.shape)).toEqual([
      [1, 1, 2, 1],
      [1, 1, 4, 2],
    ]);
    // one row of 8 cells, the second channel empty; reduced: −1, −1, −1, 2, −1, −1, −1, 4
    const row = [-1, -1, -1, 2, -1, -1, -1, 4];
    const x = tensor4d(
      row.flatMap((value) => [value, 0]),
      [1, 1, 8, 2],
    );
    // within 2: −1, 2, 2, 2, 2, 4, 4, 4; within 4: 2, 2, 2, 4, …; within 6: 2, 4, 4, …
    const [five, nine, thirteen] = [
      [-1, 2, 2, 2, 2, 4, 4, 4],
      [2, 2, 2, 4, 4, 4, 4, 4],
      [2, 4, 4, 4, 4, 4, 4, 4],
    ] as const;
    const expected = row.map((value, i) => value + five[i]! + nine[i]! + thirteen[i]!);
    await expectClose(
      pool(x, INFERENCE),
      expected.flatMap((sum) => [sum, sum]),
      { abs: 1e-5 },
    );
    store.dispose();
  });
});
