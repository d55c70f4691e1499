import { gridPriors, type MapSize } from '@tandem-det/core';
import { describeBackends } from '@tandem-det/kernels/testing';
import { memory, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { priorsCache } from './priors-cache.ts';

const levels = [
  { stride: 8, channels: 4 },
  { stride: 16, channels: 4 },
];

describeBackends('priorsCache', () => {
  it('makes the priors of a size once, in any tidy, for maps of ceil(size / stride)', () => {
    const asked: (readonly MapSize[])[] = [];
    const start = memory().numTensors;
    const cache = priorsCache(
      {
        priors: (_levels, maps) => {
          asked.push(maps);
          return gridPriors({ strides: [8, 16], maps });
        },
      },
      levels,
    );
    tidy(() => {
      cache.get(20, 33);
    });
    const priors = cache.get(20, 33);
    expect(asked).toEqual([
      [
        { height: 3, width: 5 },
        { height: 2, width: 3 },
      ],
    ]);
    expect(priors.centers.shape).toEqual([3 * 5 + 2 * 3, 2]);
    cache.dispose();
    expect(memory().numTensors).toBe(start);
  });

  it('keeps the sixteen sizes that were used last', () => {
    const cache = priorsCache({ priors: (_levels, maps) => gridPriors({ strides: [8, 16], maps }) }, levels);
    const first = cache.get(8, 8);
    const second = cache.get(8, 16);
    for (let size = 3; size <= 16; size++) cache.get(8, 8 * size);
    cache.get(8, 8); // used again: the second is now the oldest
    cache.get(8, 136);
    expect(first.boxes.isDisposed).toBe(false);
    expect(second.boxes.isDisposed).toBe(true);
    expect(cache.get(8, 8)).toBe(first);
    cache.dispose();
  });
});
