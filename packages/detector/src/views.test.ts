import { type DensePredictions, gridPriors } from '@tandem-det/core';
import { describeBackends, withoutLeaks } from '@tandem-det/kernels/testing';
import { sigmoid, type Tensor4D, tensor3d, tensor4d, zeros } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { detect, type Predictor } from './detect.ts';
import { tinyBatch, tinyTood } from './tiny-detector.fixture.ts';

/** Finds the box (2, 4, 6, 10) in whatever it is shown, and keeps the sizes and first pixels of that. */
function stubborn(): Predictor<DensePredictions> & { readonly seen: number[][] } {
  const seen: number[][] = [];
  return {
    seen,
    head: { scores: ({ classLogits }) => sigmoid(classLogits) },
    predict(images) {
      seen.push([images.shape[1], images.shape[2], images.dataSync()[0]!]);
      return { classLogits: zeros([1, 1, 1]), boxes: tensor3d([[[2, 4, 6, 10]]]) };
    },
    priors: () => gridPriors({ strides: [32], maps: [{ height: 1, width: 1 }] }),
  };
}

describeBackends('detect with views', (name) => {
  it.skipIf(name === 'webgpu')('maps the boxes of each view back to the input', async () => {
    const source = stubborn();
    const images = tensor4d(
      Array.from({ length: 12 * 20 * 3 }, (_, at) => Math.floor(at / 3) % 20),
      [1, 12, 20, 3],
    );
    const [found] = await detect(source, images, {
      views: [{}, { flip: true }, { scale: 2 }, { scale: 2, flip: true }],
      iouThreshold: 1,
      clip: false,
    });
    // flipped: x from 20 - 6 to 20 - 2; twice as large: halves; both: (1, 2, 3, 5) mirrored in 20
    expect(found!.boxes).toEqual([
      [2, 4, 6, 10],
      [14, 4, 18, 10],
      [1, 2, 3, 5],
      [17, 2, 19, 5],
    ]);
    // column 0 holds 0, column 19 holds 19; resizing by 2 keeps the outermost pixels
    expect(source.seen).toEqual([
      [12, 20, 0],
      [12, 20, 19],
      [24, 40, 0],
      [24, 40, 19],
    ]);
    images.dispose();
  });

  it('finds in a mirrored image what it finds in the image, when it looks both ways', async () => {
    const detector = tinyTood(3);
    const { images } = tinyBatch();
    const [, , width] = images.shape;
    const mirrored = images.reverse(2) as Tensor4D;
    const both = { views: [{}, { flip: true }], scoreThreshold: 0, maxDetections: 5 };
    await detect(detector, images, both); // the detector keeps the priors of this size
    const [one] = await withoutLeaks(() => detect(detector, images, both));
    const [other] = await detect(detector, mirrored, both);
    expect(one!.scores.length).toBe(5);
    for (const [index, score] of one!.scores.entries()) expect(other!.scores[index]).toBeCloseTo(score, 5);
    const [x1, , x2] = one!.boxes[0]!;
    const [left, , right] = other!.boxes[0]!;
    expect(left).toBeCloseTo(width - x2, 3);
    expect(right).toBeCloseTo(width - x1, 3);
    detector.dispose();
  });

  it('looks once for a single plain view, with the same result', async () => {
    const detector = tinyTood(3);
    const { images } = tinyBatch();
    expect(await detect(detector, images, { views: [{}] })).toEqual(await detect(detector, images));
    detector.dispose();
  });

  it.each([
    [[], 'detect: views: expected at least one view, got [].'],
    [[{ scale: 0 }], 'detect: views.0.scale: expected a number > 0, got 0.'],
  ])('refuses %j', async (views, message) => {
    await expect(detect(stubborn(), zeros([1, 8, 8, 3]), { views })).rejects.toThrow(message);
  });
});
