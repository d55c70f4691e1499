import { ExpectationError } from '@tandem-det/base';
import type { PriorLevel } from '@tandem-det/core';
import { describe, expect, it } from 'vitest';
import { type ImagePredictions, selectDetections } from './select-detections.ts';

const level = (offset: number, count: number): PriorLevel => ({
  stride: 8,
  height: 1,
  width: count,
  count,
  offset,
});

/** Boxes [A][4], scores [A][K]; the threshold scores are the scores unless given. */
function predictions(
  boxes: number[][],
  scores: number[][],
  others: Partial<ImagePredictions> = {},
): ImagePredictions {
  const values = Float32Array.from(scores.flat());
  return {
    boxes: Float32Array.from(boxes.flat()),
    scores: values,
    thresholdScores: values,
    levels: [level(0, boxes.length)],
    size: { height: 100, width: 100 },
    ...others,
  };
}

const left = [0, 0, 10, 10];
const shifted = [0, 0, 10, 8]; // IoU with left 0.8
const far = [50, 50, 60, 60];

describe('selectDetections', () => {
  it('suppresses within a class only, best first', () => {
    const found = selectDetections(
      predictions(
        [left, shifted, far],
        [
          [0.5, 0.25],
          [0.75, 0.0],
          [0.0, 0.625],
        ],
      ),
    );
    // Class 0: shifted 0.75 suppresses left 0.5. Class 1: far 0.625 and left 0.25.
    expect(found).toEqual({ boxes: [shifted, far, left], scores: [0.75, 0.625, 0.25], classes: [0, 1, 1] });
  });

  it('lets scores fall instead where it is soft', () => {
    // IoU 0.8: 0.5 · 0.2 = 0.1 above the threshold of 0.6; exp(-0.64 / 0.5) · 0.5 = 0.139
    const input = predictions([left, shifted, far], [[0.5], [0.75], [0.125]]);
    const linear = selectDetections(input, { soft: {} });
    expect(linear.boxes).toEqual([shifted, far, left]);
    expect(linear.scores).toEqual([0.75, 0.125, expect.closeTo(0.1, 6)]);
    const gaussian = selectDetections(input, { soft: { method: 'gaussian' } });
    expect(gaussian.scores).toEqual([0.75, expect.closeTo(0.5 * Math.exp(-1.28), 6), 0.125]);
    const dropped = selectDetections(input, { soft: { minScore: 0.11 }, maxDetections: 2 });
    expect(dropped.boxes).toEqual([shifted, far]);
  });

  it('keeps a box at the IoU threshold itself', () => {
    // IoU of [0, 0, 10, 10] and [0, 0, 10, 5] is 50 / 100, exactly 0.5.
    const input = predictions([left, [0, 0, 10, 5]], [[0.5], [0.25]]);
    expect(selectDetections(input, { iouThreshold: 0.5 }).scores).toEqual([0.5, 0.25]);
    expect(selectDetections(input, { iouThreshold: 0.49 }).scores).toEqual([0.5]);
  });

  it('wants scores greater than the threshold, as float32', () => {
    const third = 1 / 3; // float32 of it is greater than the double
    const input = predictions([left, far], [[third], [0.5]]);
    expect(selectDetections(input, { scoreThreshold: third }).scores).toEqual([0.5]);
    expect(selectDetections(input, { scoreThreshold: 0.5 }).scores).toEqual([]);
  });

  it('compares the threshold scores, ranks and reports by the scores', () => {
    const input = predictions([left, far], [[0.01], [0.02]], {
      thresholdScores: Float32Array.from([0.9, 0.05]),
    });
    const { boxes, scores } = selectDetections(input, { scoreThreshold: 0.1 });
    expect(boxes).toEqual([left]);
    expect(scores).toEqual([Math.fround(0.01)]);
  });

  it('looks at the preNms pairs over the threshold of each level where told so', () => {
    const boxes = [0, 20, 40].map((x) => [x, 0, x + 10, 10]);
    const scores = [
      [0.5, 0.375],
      [0.25, 0.0],
      [0.75, 0.125],
    ];
    const input = predictions(boxes, scores, { levels: [level(0, 2), level(2, 1)] });
    // level 0: pairs .5 and .375 of prior 0, .25 of prior 1; level 1: .75, .125
    const two = { candidates: 'pairs', preNms: 2 } as const;
    expect(selectDetections(input, two).scores).toEqual([0.75, 0.5, 0.375, 0.125]);
    expect(selectDetections(input, { ...two, preNms: 1 }).scores).toEqual([0.75, 0.5]);
    expect(selectDetections(input, { ...two, scoreThreshold: 0.125 }).scores).toEqual([0.75, 0.5, 0.375]);
    // counted as priors, both of prior 0 and 1
    expect(selectDetections(input, { preNms: 2 }).scores).toEqual([0.75, 0.5, 0.375, 0.25, 0.125]);
    const nearer = Float32Array.from([0.1, 0.2, 0.3, 0, 0.4, 0.5]);
    const ranked = { ...input, thresholdScores: nearer };
    // the pair .3 of prior 1 is the best of level 0, that of .5 of level 1; reported by their scores
    expect(selectDetections(ranked, { ...two, preNms: 1 }).scores).toEqual([0.25, 0.125]);
  });

  it('looks at the preNms priors of each level whose best score is highest', () => {
    const boxes = [0, 20, 40, 60, 80].map((x) => [x, 0, x + 10, 10]);
    const scores = [
      [0.25, 0.5],
      [0.625, 0.0],
      [0.5, 0.0],
      [0.125, 0.0],
      [0.0625, 0.0],
    ];
    const levels = [level(0, 3), level(3, 2)];
    const { scores: got } = selectDetections(predictions(boxes, scores, { levels }), { preNms: 1 });
    // Prior 1 of the first level (0.625), prior 3 of the second (0.125).
    expect(got).toEqual([0.625, 0.125]);
    const two = selectDetections(predictions(boxes, scores, { levels }), { preNms: 2 });
    // Priors 0 and 2 tie at 0.5: prior 0, the lower index, brings both of its classes.
    expect(two.scores).toEqual([0.625, 0.5, 0.25, 0.125, 0.0625]);
    expect(two.boxes.map(([x]) => x)).toEqual([20, 0, 0, 60, 80]);
  });

  it('reports a prior with its best class alone where told so', () => {
    const input = predictions(
      [left, far],
      [
        [0.25, 0.5, 0.5],
        [0.125, 0.0625, 0.0],
      ],
    );
    // classes 1 and 2 of the first are equal: the first of them
    expect(selectDetections(input, { labels: 'best' })).toEqual({
      boxes: [left, far],
      scores: [0.5, 0.125],
      classes: [1, 0],
    });
    expect(selectDetections(input, { labels: 'best', scoreThreshold: 0.3 }).classes).toEqual([1]);
    expect(selectDetections(input, { labels: 'best', candidates: 'pairs' }).classes).toEqual([1, 0]);
  });

  it('takes scores at the threshold where told so', () => {
    const input = predictions([left, far], [[0.25], [0.5]]);
    expect(selectDetections(input, { scoreThreshold: 0.25, inclusive: true }).scores).toEqual([0.5, 0.25]);
    expect(selectDetections(input, { scoreThreshold: 0.25 }).scores).toEqual([0.5]);
  });

  it('leaves boxes as they are where told so', () => {
    const input = predictions([[-10, -5, 10, 130]], [[0.75]]);
    expect(selectDetections(input, { clip: false }).boxes).toEqual([[-10, -5, 10, 130]]);
  });

  it('clips boxes to the image before it compares them', () => {
    const boxes = [
      [-10, -5, 10, 10],
      [0, 0, 10, 30],
    ];
    const input = predictions(boxes, [[0.75], [0.5]], { size: { height: 10, width: 8 } });
    // Both are [0, 0, 8, 10] in the image: the second goes.
    expect(selectDetections(input)).toEqual({ boxes: [[0, 0, 8, 10]], scores: [0.75], classes: [0] });
  });

  it('takes infinite sides for the edge of the image', () => {
    const input = predictions([[-Infinity, 1, Infinity, 3]], [[0.5]]);
    expect(selectDetections(input).boxes).toEqual([[0, 1, 100, 3]]);
  });

  it('stops at maxDetections, and finds nothing where there is nothing', () => {
    const boxes = [0, 20, 40].map((x) => [x, 0, x + 10, 10]);
    const input = predictions(boxes, [[0.25], [0.5], [0.75]]);
    expect(selectDetections(input, { maxDetections: 2 }).scores).toEqual([0.75, 0.5]);
    expect(selectDetections(predictions([left], [[0]]))).toEqual({ boxes: [], scores: [], classes: [] });
  });

  it('refuses NaN', () => {
    const score = () => selectDetections(predictions([left, far], [[0.5], [Number.NaN]]));
    expect(score).toThrow(ExpectationError);
    expect(score).toThrow(
      'detect: expected finite predictions, got NaN as the score of prior 1, class 0. ' +
        'The weights or the images contain values that are not finite: training diverged, or a checkpoint is damaged.',
    );
    expect(() => selectDetections(predictions([far, [0, Number.NaN, 1, 1]], [[0.1], [0.5]]))).toThrow(
      'got NaN as the box of prior 1.',
    );
  });
});
