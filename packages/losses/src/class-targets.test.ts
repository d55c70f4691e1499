import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { tensor2d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { classTargets } from './class-targets.ts';

describeBackends('classTargets', () => {
  const labels = () => tensor2d([2, -1, 0, -1], [2, 2], 'int32');

  it('has the quality, or 1, at the class of a positive, and 0 elsewhere', async () => {
    const hard = classTargets(labels(), 3);
    expect(hard.dtype).toBe('float32');
    expect(await hard.array()).toEqual([
      [
        [0, 0, 1],
        [0, 0, 0],
      ],
      [
        [1, 0, 0],
        [0, 0, 0],
      ],
    ]);
    const quality = tensor2d([0.5, 9, 0.25, 9], [2, 2]);
    await expectClose(classTargets(labels(), 3, quality), [0, 0, 0.5, 0, 0, 0, 0.25, 0, 0, 0, 0, 0], {});
  });

  it('works with one class', async () => {
    const one = classTargets(tensor2d([0, -1], [1, 2], 'int32'), 1, tensor2d([0.75, 1], [1, 2]));
    expect(await one.array()).toEqual([[[0.75], [0]]]);
  });
});
