import { disposePriors } from '@tandem-det/core';
import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { expect, it } from 'vitest';
import { octaveAnchors } from './octave-anchors.ts';
import { squarePriors } from './prior-rule.ts';
import { TORCHVISION_RETINANET_SIZES, torchvisionAnchors } from './torchvision-anchors.ts';

const level = [{ stride: 8, channels: 1 }];
const cell = [{ height: 1, width: 2 }];

describeBackends('octaveAnchors', () => {
  it('goes by ratio, then by size, for each cell', async () => {
    const rule = octaveAnchors({ base: 4, scalesPerOctave: 2, ratios: [0.25, 1] });
    expect(rule.perCell).toBe(4);
    const priors = rule.priors(level, cell);
    // sides 32 and 32 · sqrt(2) = 45.255; ratio 1/4 is twice as wide and half as tall
    const half = [16, 16 * Math.SQRT2];
    const around = (x: number) => [
      ...half.flatMap((side) => [x - 2 * side, -side / 2, x + 2 * side, side / 2]),
      ...half.flatMap((side) => [x - side, -side, x + side, side]),
    ];
    await expectClose(priors.boxes, [...around(0), ...around(8)], { abs: 1e-4 });
    await expectClose(priors.centers, [0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 8, 0, 8, 0, 8, 0], {});
    expect(priors.levels).toEqual([{ stride: 8, height: 1, width: 2, count: 8, offset: 0 }]);
    disposePriors(priors);
  });

  it('has the nine of RetinaNet by default, of one area for each size', async () => {
    const rule = octaveAnchors();
    expect(rule.perCell).toBe(9);
    const priors = rule.priors(level, [{ height: 1, width: 1 }]);
    const boxes = (await priors.boxes.array()) as number[][];
    const areas = boxes.map(([x1, y1, x2, y2]) => (x2! - x1!) * (y2! - y1!));
    const sizes = [0, 1, 2].map((index) => (32 * 2 ** (index / 3)) ** 2);
    expectClose(areas, [...sizes, ...sizes, ...sizes], { rel: 1e-5 });
    disposePriors(priors);
  });

  it('refuses what has no area', () => {
    expect(() => octaveAnchors({ base: 0 })).toThrow('octaveAnchors: base: expected a number > 0, got 0.');
    expect(() => octaveAnchors({ ratios: [] })).toThrow(
      'octaveAnchors: ratios: expected at least one ratio, got [].',
    );
    expect(() => octaveAnchors({ scalesPerOctave: 1.5 })).toThrow(
      'octaveAnchors: scalesPerOctave: expected a whole number ≥ 1, got 1.5.',
    );
  });
});

describeBackends('squarePriors', () => {
  it('is one square for each cell', async () => {
    const rule = squarePriors({ centerOffset: 'half-stride-floor', boxScale: 2 });
    const priors = rule.priors(level, cell);
    await expectClose(priors.boxes, [-4, -4, 12, 12, 4, -4, 20, 12], {});
    expect(rule.perCell).toBe(1);
    disposePriors(priors);
  });
});

describeBackends('torchvisionAnchors', () => {
  it('rounds corners, and steps by the floor of the padded size over the map', async () => {
    const rule = torchvisionAnchors({ sizes: [[5], [10]], ratios: [0.5, 1] });
    const levels = [8, 16].map((stride) => ({ stride, channels: 1 }));
    const priors = rule.priors(levels, [
      { height: 1, width: 3 },
      { height: 1, width: 2 },
    ]);
    // padded to 8 × 24: the second level steps floor(24 / 2) = 12 pixels and not 16
    await expectClose(priors.centers, [0, 0, 0, 0, 8, 0, 8, 0, 16, 0, 16, 0, 0, 0, 0, 0, 12, 0, 12, 0], {});
    // 5 / sqrt(.5) / 2 = 3.54 → 4, 5 · sqrt(.5) / 2 = 1.77 → 2; the square's half, 2.5, to the even 2
    const boxes = (await priors.boxes.array()) as number[][];
    expect(boxes.slice(0, 2)).toEqual([
      [-4, -2, 4, 2],
      [-2, -2, 2, 2],
    ]);
    // 10 / sqrt(.5) / 2 = 7.07 → 7, 3.54 → 4, half of 10 is 5
    expect(boxes.slice(6, 8)).toEqual([
      [-7, -4, 7, 4],
      [-5, -5, 5, 5],
    ]);
    disposePriors(priors);
  });

  it('has whole sizes, three of each octave', () => {
    // 32 · 1.26 = 40.3, 32 · 1.587 = 50.8; 512 · 1.26 = 645.1, 512 · 1.587 = 812.7
    expect(TORCHVISION_RETINANET_SIZES[0]).toEqual([32, 40, 50]);
    expect(TORCHVISION_RETINANET_SIZES[4]).toEqual([512, 645, 812]);
    expect(torchvisionAnchors().perCell).toBe(9);
  });

  it('refuses levels that it has no sizes for', () => {
    expect(() => torchvisionAnchors().priors(level, cell)).toThrow(
      'torchvisionAnchors: expected 5 levels, one for each list of sizes, got 1.',
    );
    expect(() => torchvisionAnchors({ sizes: [[1], [2, 3]] })).toThrow(
      'torchvisionAnchors: sizes: expected sizes for each level, as many for one as for the next, got [[1],[2,3]].',
    );
  });
});
