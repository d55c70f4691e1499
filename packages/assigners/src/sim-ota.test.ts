import { type Assigner, gridPriors, type ObjectnessPredictions, START } from '@tandem-det/core';
import { describeAssigner } from '@tandem-det/core/testing';
import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { tensor2d, tensor3d, zeros } from '@tensorflow/tfjs-core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { simOta } from './sim-ota.ts';

describeAssigner('simOta', () => simOta());
describeAssigner('simOta, the original rule', () => simOta({ region: 'box-and-center' }));
describeAssigner('simOta by class alone', () =>
  simOta({ score: 'class', centerOffset: 0, paddedPriors: 'ignored' }),
);

/** Corners 0, 8, 16, 24 of one row of cells; every prior predicts the one object [0, 0, 24, 8] exactly. */
const example = () => {
  const object = [0, 0, 24, 8];
  return {
    priors: gridPriors({ strides: [8], maps: [{ height: 1, width: 4 }] }),
    predictions: {
      classLogits: zeros([1, 4, 2]),
      boxes: tensor3d([[object, object, object, object]]),
      objectnessLogits: tensor2d([[0, 1, 2, 3]]),
    } as ObjectnessPredictions,
    truth: {
      boxes: tensor3d([[object]]),
      classes: tensor2d([[1]], [1, 1], 'int32'),
      mask: tensor2d([[1]]),
      validSizes: tensor2d([[8, 32]]),
    },
  };
};

describeBackends('simOta, by hand', () => {
  it('assigns by the middles of cells, whatever the head decodes from', async () => {
    const { priors, predictions, truth } = example();
    // Radius 12 around (12, 4): of the middles 4, 12, 20, 28 the first three; of the corners (0, 0), (8, 0), (16, 0)
    // and (24, 0) the second and third.
    const { gtIndex, labels, alignment, boxes } = simOta()(predictions, priors, truth, START);
    await expectClose(gtIndex, [0, 0, 0, -1], {});
    await expectClose(labels, [1, 1, 1, -1], {});
    await expectClose(alignment, [1, 1, 1, 0], {});
    await expectClose(boxes, [0, 0, 24, 8, 0, 0, 24, 8, 0, 0, 24, 8, -8, -32, 56, 32], {});
    const corners = simOta({ centerOffset: 0 })(predictions, priors, truth, START);
    await expectClose(corners.gtIndex, [-1, 0, 0, -1], {});
  });

  it('reads objectness, or the class alone', async () => {
    const { priors, predictions, truth } = example();
    // topK 1 makes k = 1. p = sqrt(0.5 · σ(0..2)) = 0.5, 0.605, 0.664: one class costs -ln p, the other -ln(1 - p),
    // 0.693 + 0.693, 0.503 + 0.929, 0.410 + 1.090: the first is the cheapest.
    const one = simOta({ topK: 1 })(predictions, priors, truth, START);
    await expectClose(one.gtIndex, [0, -1, -1, -1], {});
    // With the other class ruled out (logit -20) it is the third.
    const sure = { ...predictions, classLogits: tensor3d([[0, 1, 2, 3].map(() => [-20, 0])]) };
    const byBoth = simOta({ topK: 1 })(sure, priors, truth, START);
    await expectClose(byBoth.gtIndex, [-1, -1, 0, -1], {});
    // By class alone all cost the same.
    const byClass = simOta({ topK: 1, score: 'class' })(sure, priors, truth, START);
    await expectClose(byClass.gtIndex, [0, -1, -1, -1], {});
  });

  it('names the missing prediction', () => {
    const { priors, predictions, truth } = example();
    const { objectnessLogits: _, ...others } = predictions;
    expect(() => simOta()(others as ObjectnessPredictions, priors, truth, START)).toThrow(
      'simOta: expected predictions with objectnessLogits, got classLogits, boxes. ' +
        "Use a head with an objectness branch, such as yoloxHead(), or `score: 'class'`.",
    );
  });
});

describe('simOta', () => {
  it('needs objectness in its type where its score does', () => {
    expectTypeOf(simOta()).toEqualTypeOf<Assigner<ObjectnessPredictions>>();
    expectTypeOf(simOta({ topK: 5, score: 'objectness' })).toEqualTypeOf<Assigner<ObjectnessPredictions>>();
    expectTypeOf(simOta({ score: 'class' })).toEqualTypeOf<Assigner>();
  });

  it('refuses options out of range', () => {
    expect(() => simOta({ topK: 0 })).toThrow('simOta: topK: expected a whole number ≥ 1, got 0.');
    expect(() => simOta({ penalty: -1 })).toThrow('simOta: penalty: expected a number ≥ 0, got -1.');
    expect(() => simOta({ centerOffset: Number.NaN })).toThrow(
      'simOta: centerOffset: expected a number, got NaN.',
    );
  });
});
