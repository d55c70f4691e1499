import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { memory, tensor2d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { disposePriors, gridPriors } from './grid-priors.ts';
import { validPriors } from './valid-priors.ts';

const maps = [
  { height: 2, width: 3 },
  { height: 1, width: 2 },
];

describeBackends('gridPriors', () => {
  it('goes by level, row and column, corners and squares of 8 strides by default', async () => {
    const before = memory().numTensors;
    const priors = gridPriors({ strides: [8, 16], maps });
    // stride 8: rows y = 0, 8 of x = 0, 8, 16; stride 16: x = 0, 16
    await expectClose(priors.centers, [0, 0, 8, 0, 16, 0, 0, 8, 8, 8, 16, 8, 0, 0, 16, 0], {});
    await expectClose(priors.strides, [8, 8, 8, 8, 8, 8, 16, 16], {});
    const boxes = await priors.boxes.array();
    // half a side is 8 · 8 / 2 = 32, and 8 · 16 / 2 = 64
    expect(boxes[5]).toEqual([16 - 32, 8 - 32, 16 + 32, 8 + 32]);
    expect(boxes[7]).toEqual([16 - 64, -64, 16 + 64, 64]);
    expect(priors.levels).toEqual([
      { stride: 8, height: 2, width: 3, count: 6, offset: 0 },
      { stride: 16, height: 1, width: 2, count: 2, offset: 6 },
    ]);
    disposePriors(priors);
    expect(memory().numTensors).toBe(before);
  });

  it.each([
    // odd stride: floor(5 / 2) = 2 and 0.5 · 5 = 2.5
    ['half-stride-floor', [2, 2, 7, 2]],
    [0.5, [2.5, 2.5, 7.5, 2.5]],
  ] as const)('places centres by the offset %s', async (centerOffset, expected) => {
    const priors = gridPriors({ strides: [5], maps: [{ height: 1, width: 2 }], centerOffset, boxScale: 2 });
    await expectClose(priors.centers, [...expected], {});
    const [x, y] = expected;
    expect((await priors.boxes.array())[0]).toEqual([x - 5, y - 5, x + 5, y + 5]);
    disposePriors(priors);
  });

  it('has one prior for each shape of each cell', async () => {
    const shapes = [
      { width: 2, height: 1 },
      { width: 1, height: 4 },
    ];
    const priors = gridPriors({ strides: [8], maps: [{ height: 1, width: 2 }], shapes });
    // 16 × 8 and 8 × 32 pixels around x = 0, then around x = 8
    await expectClose(priors.boxes, [-8, -4, 8, 4, -4, -16, 4, 16, 0, -4, 16, 4, 4, -16, 12, 16], {});
    await expectClose(priors.centers, [0, 0, 0, 0, 8, 0, 8, 0], {});
    expect(priors.levels).toEqual([{ stride: 8, height: 1, width: 2, count: 4, offset: 0 }]);
    disposePriors(priors);
    expect(() => gridPriors({ strides: [8], maps: [maps[0]!], shapes: [{ width: 1, height: 0 }] })).toThrow(
      'gridPriors: expected shapes of positive sides, got [1, 0].',
    );
  });

  it('refuses sizes that do not fit', () => {
    expect(() => gridPriors({ strides: [8], maps })).toThrow(
      'gridPriors: expected one map size per stride, got 1 strides and 2 maps.',
    );
    expect(() => gridPriors({ strides: [8], maps: [{ height: 0, width: 2 }] })).toThrow(
      'gridPriors: expected maps of whole, positive sizes and positive strides, got 0 × 2 at stride 8.',
    );
  });
});

describeBackends('validPriors', () => {
  it.each([0, 'half-stride-floor', 0.5] as const)(
    'keeps ceil(size / stride) cells, with the centre offset %s',
    async (centerOffset) => {
      const priors = gridPriors({ strides: [8, 16], maps, centerOffset });
      const sizes = tensor2d([
        [16, 24],
        [8, 17],
        [9, 16],
      ]);
      const valid = validPriors(priors, sizes);
      // image 0: all of 16 × 24. Image 1: 1 row of ceil(17 / 8) = 3, and 1 row of ceil(17 / 16) = 2.
      // Image 2: ceil(9 / 8) = 2 rows of 2, and 1 row of 1.
      expect(await valid.array()).toEqual([
        [1, 1, 1, 1, 1, 1, 1, 1],
        [1, 1, 1, 0, 0, 0, 1, 1],
        [1, 1, 0, 1, 1, 0, 1, 0],
      ]);
      for (const tensor of [sizes, valid]) tensor.dispose();
      disposePriors(priors);
    },
  );

  it('refuses sizes of another shape', () => {
    const priors = gridPriors({ strides: [8], maps: [{ height: 1, width: 1 }] });
    const sizes = tensor2d([[1, 2, 3]]);
    expect(() => validPriors(priors, sizes)).toThrow(
      'validPriors: expected shape [B, 2] with B = 1, got [1, 3].',
    );
    sizes.dispose();
    disposePriors(priors);
  });
});
