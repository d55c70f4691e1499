import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { compare, describeSimd, random } from './against-host.fixture.ts';

describeSimd('losses and means of logits', () => {
  it.each([1, 2, 3, 4, 7, 80, 1500])('a geometric mean of the logits of %i classes', (classes) => {
    for (const far of [3, 30, 80]) {
      const a = tf.mul(random([3, 41, classes]), far);
      const b = tf.mul(random([3, 41, 1]), far);
      compare('TandemGeometricMeanLogit', { a, b });
      compare('TandemGeometricMeanLogitGradient', { a, b, dy: random(a.shape) }, {}, classes);
    }
  });

  it.each([0, 0.5, 1, 1.5, 2, 3])('losses of logits, exponent %d', (exponent) => {
    for (const size of [1, 7, 1024, 5001]) {
      for (const far of [3, 30, 100]) {
        const logits = tf.mul(random([size]), far);
        const soft = random([size], 0);
        const hard = tf.round(soft);
        for (const targets of [hard, soft, tf.sub(tf.mul(soft, 3), 1)]) {
          const inputs = { logits, targets };
          compare('TandemSigmoidCrossEntropy', inputs);
          compare('TandemQualityFocal', inputs, { beta: exponent });
          for (const alpha of [-1, 0.25]) compare('TandemSigmoidFocal', inputs, { alpha, gamma: exponent });
          // Below 1, the gradient is unbounded where p comes close to the target, and so are errors of p.
          if (exponent === 0.5 && targets !== hard) continue;
          const withUpstream = { ...inputs, dy: random([size]) };
          compare('TandemSigmoidCrossEntropyGradient', withUpstream);
          compare('TandemQualityFocalGradient', withUpstream, { beta: exponent });
          for (const alpha of [-1, 0.25]) {
            compare('TandemSigmoidFocalGradient', withUpstream, { alpha, gamma: exponent });
          }
        }
      }
    }
  });

  it('passes NaN in logits, targets and gradients on as they do', () => {
    const [a, dy] = [tf.tensor2d([Number.NaN, -1, 30, 0, 2, -100], [3, 2]), tf.ones([3, 2])];
    for (const b of [tf.tensor2d([1, Number.NaN, -2], [3, 1]), tf.tensor2d([1, -2, 3], [3, 1])]) {
      compare('TandemGeometricMeanLogit', { a, b });
      compare('TandemGeometricMeanLogitGradient', { a, b, dy });
      compare('TandemGeometricMeanLogitGradient', { a: dy, b, dy: a });
    }
    for (const exponent of [0, 1, 1.5, 2]) {
      for (const [logits, targets] of [
        [a, dy],
        [dy, a],
      ] as const) {
        compare('TandemSigmoidFocal', { logits, targets }, { alpha: 0.25, gamma: exponent });
        compare('TandemSigmoidFocalGradient', { logits, targets, dy: a }, { alpha: 0.25, gamma: exponent });
        compare('TandemQualityFocal', { logits, targets }, { beta: exponent });
        compare('TandemQualityFocalGradient', { logits, targets, dy: a }, { beta: exponent });
      }
    }
  });
});
