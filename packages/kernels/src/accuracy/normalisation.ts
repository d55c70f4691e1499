import { batchNormFrozen } from '../ops/batch-norm/batch-norm-frozen.ts';
import { batchNormTrain } from '../ops/batch-norm/batch-norm-train.ts';
import { channelAffine } from '../ops/channel/channel-affine.ts';
import { channelSum } from '../ops/channel/channel-sum.ts';
import { groupNorm } from '../ops/group-norm/group-norm.ts';
import { type AccuracyOp, accuracyCase, type CaseSize, uniform } from './accuracy-case.ts';
import { mapOf, valueAt, vectorOf } from './maps.ts';

const EPSILON = 1e-5;

/** Mean and biased variance of the values that pass. */
function momentsOf(data: ArrayLike<number>, counts: (index: number) => boolean): [number, number] {
  const values = Array.from(data).filter((_, index) => counts(index));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return [mean, values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length];
}

const features = ({ batch, height, width, channels, seed }: CaseSize) => ({
  x: uniform([batch, height, width, channels], { seed, low: -1, high: 2 }),
  scale: uniform([channels], { seed: seed + 1, low: 0.5 }),
  offset: uniform([channels], { seed: seed + 2 }),
});

const perGroup = (groups: number) => (size: CaseSize) => {
  const channels = groups * size.channels;
  return accuracyCase({
    inputs: features({ ...size, channels }),
    run: ({ x, scale, offset }) => [groupNorm(x, scale, offset, { groups })],
    reference: ({ x, scale, offset }) => {
      const { batch, height, width } = size;
      const groupOf = (index: number) => {
        const image = Math.floor(index / (height * width * channels));
        return image * groups + Math.floor((index % channels) / size.channels);
      };
      const moments = Array.from({ length: batch * groups }, (_, group) =>
        momentsOf(x.data, (index) => groupOf(index) === group),
      );
      const y = mapOf([batch, height, width, channels], (b, i, j, c) => {
        const [mean, variance] = moments[b * groups + Math.floor(c / size.channels)]!;
        const normalised = (valueAt(x, b, i, j, c) - mean) / Math.sqrt(variance + EPSILON);
        return normalised * scale.data[c]! + offset.data[c]!;
      });
      return [y];
    },
    gradients: ['x', 'scale', 'offset'],
  });
};

export const normalisation: readonly AccuracyOp[] = [
  {
    op: 'batchNormTrain',
    bound: 1e-6,
    gradientBound: 2e-6,
    variants: {
      '': (size) =>
        accuracyCase({
          inputs: features(size),
          run: ({ x, scale, offset }) => {
            const { y, mean, variance } = batchNormTrain(x, scale, offset);
            return [y, mean, variance];
          },
          reference: ({ x, scale, offset }) => {
            const { batch, height, width, channels } = size;
            const moments = Array.from({ length: channels }, (_, c) =>
              momentsOf(x.data, (index) => index % channels === c),
            );
            const y = mapOf([batch, height, width, channels], (b, i, j, c) => {
              const [mean, variance] = moments[c]!;
              const normalised = (valueAt(x, b, i, j, c) - mean) / Math.sqrt(variance + EPSILON);
              return normalised * scale.data[c]! + offset.data[c]!;
            });
            return [y, moments.map(([mean]) => mean), moments.map(([, variance]) => variance)];
          },
          gradients: ['x', 'scale', 'offset'],
        }),
    },
  },
  {
    op: 'batchNormFrozen',
    bound: 1e-6,
    gradientBound: 1e-6,
    variants: {
      '': (size) =>
        accuracyCase({
          inputs: {
            ...features(size),
            mean: uniform([size.channels], { seed: size.seed + 3 }),
            variance: uniform([size.channels], { seed: size.seed + 4, low: 0.1 }),
          },
          run: ({ x, mean, variance, scale, offset }) => [batchNormFrozen(x, mean, variance, scale, offset)],
          reference: ({ x, mean, variance, scale, offset }) => [
            mapOf([size.batch, size.height, size.width, size.channels], (b, i, j, c) => {
              const deviation = Math.sqrt(variance.data[c]! + EPSILON);
              return (
                ((valueAt(x, b, i, j, c) - mean.data[c]!) / deviation) * scale.data[c]! + offset.data[c]!
              );
            }),
          ],
          gradients: ['x', 'scale', 'offset'],
        }),
    },
  },
  {
    op: 'groupNorm',
    bound: 1e-6,
    gradientBound: 2e-6,
    variants: { '1 group': perGroup(1), '2 groups': perGroup(2) },
  },
  {
    op: 'channelAffine',
    bound: 1e-6,
    gradientBound: 1e-6,
    variants: {
      '': (size) =>
        accuracyCase({
          inputs: features(size),
          run: ({ x, scale, offset }) => [channelAffine(x, scale, offset)],
          reference: ({ x, scale, offset }) => [
            vectorOf(
              x.data.length,
              (i) => x.data[i]! * scale.data[i % size.channels]! + offset.data[i % size.channels]!,
            ),
          ],
          gradients: ['x', 'scale', 'offset'],
        }),
    },
  },
  {
    op: 'channelSum',
    bound: 1e-6,
    gradientBound: 0,
    variants: {
      '': (size) =>
        accuracyCase({
          inputs: { x: features(size).x },
          run: ({ x }) => [channelSum(x)],
          reference: ({ x }) => {
            const sums = new Float64Array(size.channels);
            for (let i = 0; i < x.data.length; i++) sums[i % size.channels]! += x.data[i]!;
            return [sums];
          },
        }),
    },
  },
];
