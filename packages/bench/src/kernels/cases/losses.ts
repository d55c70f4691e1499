import {
  distributionFocal,
  geometricMeanLogit,
  qualityFocal,
  sigmoidFocal,
  varifocal,
} from '@tandem-det/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { bytesOf, type CasesOf, type KernelCase, random, withGradient } from '../case.ts';
import { fewer } from '../fewer.ts';

/** Binary cross-entropy of logits, stable, by plain ops. */
function entropy(logits: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  const rest = tf.log1p(tf.exp(tf.neg(tf.abs(logits))));
  return tf.add(tf.sub(tf.relu(logits), tf.mul(logits, targets)), rest);
}

type Loss = (logits: tf.Tensor, targets: tf.Tensor) => tf.Tensor;

const plainFocal: Loss = (logits, targets) => {
  const p = tf.sigmoid(logits);
  const miss = tf.add(tf.mul(p, tf.sub(1, targets)), tf.mul(tf.sub(1, p), targets));
  const weight = tf.add(tf.mul(targets, 0.25), tf.mul(tf.sub(1, targets), 0.75));
  return tf.mul(tf.mul(weight, tf.square(miss)), entropy(logits, targets));
};

const plainQuality: Loss = (logits, targets) =>
  tf.mul(tf.square(tf.sub(targets, tf.sigmoid(logits))), entropy(logits, targets));

const plainVarifocal: Loss = (logits, targets) => {
  const negative = tf.mul(tf.square(tf.sigmoid(logits)), 0.75);
  return tf.mul(tf.where(tf.greater(targets, 0), targets, negative), entropy(logits, targets));
};

function lossCase(
  op: string,
  peer: string,
  shape: readonly [number, number],
  tandem: Loss,
  plain: Loss,
): KernelCase {
  return {
    op,
    name: `${shape.join('×')}, value and gradient`,
    // logits and targets in, gradient out
    bytes: bytesOf(shape, shape, shape),
    peer: { name: peer, arguments: { shape } },
    prepare: () => {
      const logits = random(shape, -6, 2);
      // one value in fifty is above 0
      const targets = tf.relu(tf.sub(random(shape, 0, 50), 49));
      return {
        tandem: withGradient((x) => tandem(x, targets), logits),
        plain: withGradient((x) => plain(x, targets), logits),
      };
    },
  };
}

export const lossCases: CasesOf = (shrink) => {
  // eight images of 8,400 priors and 80 classes
  const shape = [fewer(8 * 8400, shrink), 80] as const;
  // the positives of eight images, four sides, 17 bins
  const bins = [fewer(8 * 600 * 4, shrink), 17] as const;
  return [
    lossCase('focal', 'focal', shape, (x, y) => sigmoidFocal(x, y), plainFocal),
    lossCase('qualityFocal', 'quality_focal', shape, (x, y) => qualityFocal(x, y), plainQuality),
    lossCase('varifocal', 'varifocal', shape, (x, y) => varifocal(x, y), plainVarifocal),
    {
      op: 'distributionFocal',
      name: `${bins[0]} distributions of 17 bins, value and gradient`,
      bytes: bytesOf(bins, bins, bins.slice(0, 1)),
      peer: { name: 'distribution_focal', arguments: { shape: bins } },
      prepare: () => {
        const logits = random(bins);
        const targets = random(bins.slice(0, 1), 0, 15.9);
        const plain = (x: tf.Tensor) => {
          const low = tf.floor(targets);
          const part = tf.sub(targets, low);
          const hot = (bin: tf.Tensor) => tf.cast(tf.oneHot(tf.cast(bin, 'int32'), 17), 'float32');
          const of = (bin: tf.Tensor) => tf.neg(tf.sum(tf.mul(tf.logSoftmax(x), hot(bin)), -1));
          return tf.add(tf.mul(of(low), tf.sub(1, part)), tf.mul(of(tf.add(low, 1)), part));
        };
        return {
          tandem: withGradient((x) => distributionFocal(x, targets), logits),
          plain: withGradient(plain, logits),
        };
      },
    },
    {
      op: 'geometricMeanLogit',
      name: `${shape.join('×')}, value and gradient`,
      bytes: bytesOf(shape, shape.slice(0, 1), shape, shape.slice(0, 1)),
      peer: { name: 'geometric_mean_logit', arguments: { shape } },
      prepare: () => {
        const a = random(shape, -6, 2);
        const b = random([shape[0], 1], -6, 2);
        const plain = (x: tf.Tensor) => {
          const p = tf.sqrt(tf.mul(tf.sigmoid(x), tf.sigmoid(b)));
          return tf.sub(tf.log(p), tf.log1p(tf.neg(p)));
        };
        return {
          tandem: withGradient((x) => geometricMeanLogit(x, b), a),
          plain: withGradient(plain, a),
        };
      },
    },
  ];
};
