import { adamwStep } from '../ops/adamw-step/adamw-step.ts';
import { addAlike } from '../ops/add-alike/add-alike.ts';
import { averageStep } from '../ops/average-step/average-step.ts';
import { relu } from '../ops/relu/relu.ts';
import { sgdStep } from '../ops/sgd-step/sgd-step.ts';
import { silu } from '../ops/silu/silu.ts';
import { smoothL1 } from '../ops/smooth-l1/smooth-l1.ts';
import { type AccuracyOp, accuracyCase, type CaseSize, uniform } from './accuracy-case.ts';
import { vectorOf } from './maps.ts';

const shapeOf = ({ batch, height, width, channels }: CaseSize) => [batch, height, width, channels];

const smooth = (beta: number) => (size: CaseSize) =>
  accuracyCase({
    inputs: {
      a: uniform(shapeOf(size), { seed: size.seed, low: -2, high: 2 }),
      b: uniform(shapeOf(size), { seed: size.seed + 1, low: -2, high: 2 }),
    },
    run: ({ a, b }) => [smoothL1(a, b, { beta })],
    reference: ({ a, b }) => [
      vectorOf(a.data.length, (i) => {
        const d = Math.abs(a.data[i]! - b.data[i]!);
        return d < beta ? d ** 2 / (2 * beta) : d - beta / 2;
      }),
    ],
    gradients: ['a', 'b'],
  });

const gradientDescent = (nesterov: boolean) => (size: CaseSize) => {
  const [learningRate, momentum, weightDecay] = [0.1, 0.9, 0.01];
  return accuracyCase({
    inputs: {
      weight: uniform(shapeOf(size), { seed: size.seed }),
      velocity: uniform(shapeOf(size), { seed: size.seed + 1 }),
      gradient: uniform(shapeOf(size), { seed: size.seed + 2 }),
    },
    run: ({ weight, velocity, gradient }) =>
      sgdStep(weight, velocity, gradient, { learningRate, momentum, weightDecay, nesterov }),
    reference: ({ weight, velocity, gradient }) => {
      const g = vectorOf(weight.data.length, (i) => gradient.data[i]! + weightDecay * weight.data[i]!);
      const v = g.map((value, i) => momentum * velocity.data[i]! + value);
      const step = nesterov ? g.map((value, i) => value + momentum * v[i]!) : v;
      return [step.map((value, i) => weight.data[i]! - learningRate * value), v];
    },
  });
};

export const elementwise: readonly AccuracyOp[] = [
  {
    op: 'addAlike',
    bound: 1e-6,
    gradientBound: 1e-6,
    variants: {
      '': (size) =>
        accuracyCase({
          inputs: {
            a: uniform(shapeOf(size), { seed: size.seed }),
            b: uniform(shapeOf(size), { seed: size.seed + 1 }),
          },
          run: ({ a, b }) => [addAlike(a, b)],
          reference: ({ a, b }) => [vectorOf(a.data.length, (i) => a.data[i]! + b.data[i]!)],
          gradients: ['a', 'b'],
        }),
    },
  },
  {
    op: 'relu',
    bound: 0,
    gradientBound: 1e-6,
    variants: {
      '': (size) =>
        accuracyCase({
          inputs: { x: uniform(shapeOf(size), { seed: size.seed }) },
          run: ({ x }) => [relu(x)],
          reference: ({ x }) => [vectorOf(x.data.length, (i) => Math.max(x.data[i]!, 0))],
          gradients: ['x'],
        }),
    },
  },
  {
    op: 'silu',
    bound: 1e-6,
    gradientBound: 1e-6,
    variants: {
      '': (size) =>
        accuracyCase({
          inputs: { x: uniform(shapeOf(size), { seed: size.seed, low: -size.logits, high: size.logits }) },
          run: ({ x }) => [silu(x)],
          reference: ({ x }) => [vectorOf(x.data.length, (i) => x.data[i]! / (1 + Math.exp(-x.data[i]!)))],
          gradients: ['x'],
        }),
    },
  },
  {
    op: 'smoothL1',
    bound: 1e-6,
    gradientBound: 1e-6,
    variants: { 'beta 1': smooth(1), 'beta 0': smooth(0) },
  },
  {
    op: 'sgdStep',
    bound: 1e-6,
    gradientBound: 0,
    variants: { '': gradientDescent(false), nesterov: gradientDescent(true) },
  },
  {
    op: 'adamwStep',
    bound: 1e-6,
    gradientBound: 0,
    variants: {
      'step 3': (size) => {
        const options = {
          learningRate: 0.1,
          beta1: 0.9,
          beta2: 0.99,
          epsilon: 1e-8,
          weightDecay: 0.1,
          step: 3,
        };
        return accuracyCase({
          inputs: {
            weight: uniform(shapeOf(size), { seed: size.seed }),
            mean: uniform(shapeOf(size), { seed: size.seed + 1 }),
            meanSquare: uniform(shapeOf(size), { seed: size.seed + 2, low: 0.1 }),
            gradient: uniform(shapeOf(size), { seed: size.seed + 3 }),
          },
          run: ({ weight, mean, meanSquare, gradient }) =>
            adamwStep(weight, mean, meanSquare, gradient, options),
          reference: ({ weight, mean, meanSquare, gradient }) => {
            const { learningRate, beta1, beta2, epsilon, weightDecay, step } = options;
            const g = gradient.data;
            const m = vectorOf(g.length, (i) => beta1 * mean.data[i]! + (1 - beta1) * g[i]!);
            const s = vectorOf(g.length, (i) => beta2 * meanSquare.data[i]! + (1 - beta2) * g[i]! ** 2);
            const w = vectorOf(g.length, (i) => {
              const change = m[i]! / (1 - beta1 ** step) / (Math.sqrt(s[i]! / (1 - beta2 ** step)) + epsilon);
              return (1 - learningRate * weightDecay) * weight.data[i]! - learningRate * change;
            });
            return [w, m, s];
          },
        });
      },
    },
  },
  {
    op: 'averageStep',
    bound: 1e-6,
    gradientBound: 0,
    variants: {
      '': (size) =>
        accuracyCase({
          inputs: {
            average: uniform(shapeOf(size), { seed: size.seed }),
            value: uniform(shapeOf(size), { seed: size.seed + 1 }),
          },
          run: ({ average, value }) => [averageStep(average, value, { decay: 0.9 })],
          reference: ({ average, value }) => [
            vectorOf(value.data.length, (i) => 0.9 * average.data[i]! + 0.1 * value.data[i]!),
          ],
        }),
    },
  },
];
