import { distributionFocal } from '../ops/distribution/distribution-focal.ts';
import { distributionIntegral } from '../ops/distribution/distribution-integral.ts';
import { geometricMeanLogit } from '../ops/geometric-mean-logit/geometric-mean-logit.ts';
import { qualityFocal } from '../ops/quality-focal/quality-focal.ts';
import { sigmoidCrossEntropy } from '../ops/sigmoid-cross-entropy/sigmoid-cross-entropy.ts';
import { sigmoidFocal } from '../ops/sigmoid-focal/sigmoid-focal.ts';
import { softmaxCrossEntropy } from '../ops/softmax-cross-entropy/softmax-cross-entropy.ts';
import { varifocal } from '../ops/varifocal/varifocal.ts';
import {
  type AccuracyCase,
  type AccuracyOp,
  accuracyCase,
  type CaseSize,
  cellsOf,
  type Result,
  uniform,
  type Values,
} from './accuracy-case.ts';
import { vectorOf } from './maps.ts';

const sigmoid = (x: number) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const crossEntropy = (x: number, y: number) => softplus(x) - x * y;

const logitsOf = (size: CaseSize, last = size.channels) =>
  uniform([cellsOf(size), last], { seed: size.seed, low: -size.logits, high: size.logits });

/** A third of the targets 0, a third 1, the others between. */
function targetsOf(size: CaseSize): Values {
  const { shape, data } = uniform([cellsOf(size), size.channels], { seed: size.seed + 1, low: -1, high: 2 });
  return { shape, data: Float32Array.from(data, (value) => Math.min(Math.max(value, 0), 1)) };
}

const perElement =
  (
    run: (logits: never, targets: never) => Result,
    loss: (x: number, y: number) => number,
    targets: (size: CaseSize) => Values = targetsOf,
  ) =>
  (size: CaseSize): AccuracyCase =>
    accuracyCase({
      inputs: { logits: logitsOf(size), targets: targets(size) },
      run: (tensors) => [run(tensors.logits, tensors.targets)],
      reference: (inputs) => [
        vectorOf(inputs.logits.data.length, (i) => loss(inputs.logits.data[i]!, inputs.targets.data[i]!)),
      ],
      gradients: ['logits'],
    });

/** log softmax over the last axis, as rows. */
function logSoftmaxRows({ shape, data }: Values): Float64Array[] {
  const last = shape.at(-1)!;
  return Array.from({ length: shape[0]! }, (_, row) => {
    const values = Float64Array.from({ length: last }, (_, k) => data[row * last + k]!);
    const most = Math.max(...values);
    const log = Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
    return values.map((value) => value - most - log);
  });
}

const perRow = (targets: Values, row: (logs: Float64Array, r: number) => number) => (logits: Values) => [
  Float64Array.from(logSoftmaxRows(logits), (logs, r) => (targets.data.length > 0 ? row(logs, r) : 0)),
];

const loss = (op: string, variants: AccuracyOp['variants']): AccuracyOp => ({
  op,
  bound: 2e-6,
  gradientBound: 2e-6,
  variants,
});

const focal = (alpha: number, gamma: number) =>
  perElement(
    (logits, targets) => sigmoidFocal(logits, targets, { alpha, gamma }),
    (x, y) => {
      const weight = alpha < 0 ? 1 : alpha * y + (1 - alpha) * (1 - y);
      return weight * (sigmoid(x) * (1 - y) + sigmoid(-x) * y) ** gamma * crossEntropy(x, y);
    },
  );

export const logits: readonly AccuracyOp[] = [
  {
    op: 'geometricMeanLogit',
    bound: 1e-6,
    gradientBound: 2e-6,
    variants: {
      '': (size) =>
        accuracyCase({
          inputs: { a: logitsOf(size), b: logitsOf({ ...size, seed: size.seed + 1 }, 1) },
          run: ({ a, b }) => [geometricMeanLogit(a, b)],
          reference: ({ a, b }) => [
            vectorOf(a.data.length, (i) => {
              const other = b.data[Math.floor(i / size.channels)]!;
              const q = Math.max((softplus(-a.data[i]!) + softplus(-other)) / 2, 2 ** -126);
              return -q - Math.log(-Math.expm1(-q));
            }),
          ],
          gradients: ['a', 'b'],
        }),
    },
  },
  loss('sigmoidFocal', { '': focal(0.25, 2), 'no weights, gamma 1.5': focal(-1, 1.5) }),
  loss('qualityFocal', {
    '': perElement(
      (logits, targets) => qualityFocal(logits, targets),
      (x, y) => (sigmoid(x) - y) ** 2 * crossEntropy(x, y),
    ),
  }),
  loss('varifocal', {
    '': perElement(
      (logits, targets) => varifocal(logits, targets),
      (x, q) => (q > 0 ? q * crossEntropy(x, q) : 0.75 * sigmoid(x) ** 2 * softplus(x)),
    ),
  }),
  loss('sigmoidCrossEntropy', {
    '': perElement((logits, targets) => sigmoidCrossEntropy(logits, targets), crossEntropy),
  }),
  loss('softmaxCrossEntropy', {
    '': (size) => {
      const targets = targetsOf(size);
      return accuracyCase({
        inputs: { logits: logitsOf(size), targets },
        run: (tensors) => [softmaxCrossEntropy(tensors.logits, tensors.targets)],
        reference: (inputs) =>
          perRow(inputs.targets, (logs, r) =>
            logs.reduce((sum, log, k) => sum - log * inputs.targets.data[r * size.channels + k]!, 0),
          )(inputs.logits),
        gradients: ['logits'],
      });
    },
  }),
  loss('distributionFocal', {
    '': (size) => {
      const bins = size.channels + 1;
      const cells = cellsOf(size);
      return accuracyCase({
        inputs: {
          logits: logitsOf(size, bins),
          targets: uniform([cells], { seed: size.seed + 1, low: 0, high: bins - 1 }),
        },
        run: (tensors) => [distributionFocal(tensors.logits, tensors.targets)],
        reference: (inputs) =>
          perRow(inputs.targets, (logs, r) => {
            const y = inputs.targets.data[r]!;
            const j = Math.min(Math.floor(y), bins - 2);
            return -(j + 1 - y) * logs[j]! - (y - j) * logs[j + 1]!;
          })(inputs.logits),
        gradients: ['logits'],
      });
    },
  }),
  loss('distributionIntegral', {
    '': (size) =>
      accuracyCase({
        inputs: { logits: logitsOf(size, size.channels + 1) },
        run: (tensors) => [distributionIntegral(tensors.logits)],
        reference: (inputs) => [
          Float64Array.from(logSoftmaxRows(inputs.logits), (logs) =>
            logs.reduce((sum, log, k) => sum + k * Math.exp(log), 0),
          ),
        ],
        gradients: ['logits'],
      }),
  }),
];
