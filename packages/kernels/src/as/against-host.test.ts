import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../backends/index.ts';
import { samplingGeometry } from '../deformable-conv2d/geometry.ts';
import { type HostTensor, sizeOf } from '../host/kernel.ts';
import { hostKernels } from '../host/kernels.ts';
import { runKernelForAll } from '../run-kernel.ts';
import { expectClose, uniformTensor } from '../testing/index.ts';

type Inputs = Record<string, tf.Tensor>;

/** Outputs of the host kernel of this name, which computes in double precision. */
function onHost(name: string, inputs: Inputs, attributes: object): HostTensor[] {
  const kernel = hostKernels.find((one) => one.name === name)!;
  const values: Record<string, HostTensor> = {};
  for (const key in inputs) {
    values[key] = { shape: inputs[key]!.shape, values: inputs[key]!.dataSync() as Float32Array };
  }
  const outputs = kernel.outputs(values, attributes as never).map(({ shape }) => ({
    shape,
    values: new Float32Array(sizeOf(shape)),
  }));
  kernel.run(values, outputs, attributes as never);
  return outputs;
}

/** Runs a kernel both ways; sums of n products of numbers below 1 may differ by n roundings. */
function compare(name: string, inputs: Inputs, attributes: object = {}, terms = 1): void {
  const got = [runKernelForAll(name, inputs, attributes)].flat();
  onHost(name, inputs, attributes).forEach(({ shape, values }, index) => {
    expect(got[index]!.shape).toEqual(shape);
    expectClose(got[index]!.dataSync(), values, { abs: Math.max(terms, 8) * 2 ** -23, rel: 1e-5 });
  });
}

let seed = 1;
const random = (shape: readonly number[]): tf.Tensor =>
  uniformTensor([...shape] as [number], { low: -1, seed: seed++ });

interface Convolution {
  /** B H W, channels in and out, of the filter: height, width. */
  readonly x: readonly [number, number, number];
  readonly channels: readonly [number, number];
  readonly filter: readonly [number, number];
  readonly stride?: readonly [number, number];
  readonly padding?: readonly [number, number];
  readonly dilation?: readonly [number, number];
  readonly groups?: number;
}

interface Sampling extends Pick<Convolution, 'x' | 'stride' | 'padding' | 'dilation'> {
  readonly channels: number;
  readonly kernel: readonly [number, number];
  readonly groups: number;
}

const convolutions: Convolution[] = [
  { x: [3, 5, 7], channels: [1, 1], filter: [1, 1] },
  { x: [2, 40, 30], channels: [5, 9], filter: [3, 3], padding: [1, 1] },
  { x: [2, 30, 41], channels: [33, 17], filter: [3, 3], padding: [1, 1], stride: [2, 2] },
  { x: [7, 2, 3], channels: [64, 24], filter: [3, 3], padding: [1, 1] },
  { x: [5, 1, 1], channels: [8, 16], filter: [3, 3], padding: [1, 1] },
  { x: [1, 64, 50], channels: [3, 12], filter: [7, 7], padding: [3, 3], stride: [2, 2] },
  { x: [2, 33, 20], channels: [16, 8], filter: [1, 1], stride: [2, 2] },
  { x: [2, 12, 13], channels: [16, 8], filter: [1, 1], padding: [1, 2] },
  { x: [1, 20, 18], channels: [6, 10], filter: [3, 2], padding: [2, 0], dilation: [2, 3], stride: [1, 3] },
  { x: [2, 15, 16], channels: [24, 18], filter: [3, 3], padding: [1, 1], groups: 3 },
  { x: [2, 15, 16], channels: [12, 12], filter: [3, 3], padding: [1, 1], groups: 12, stride: [2, 1] },
  { x: [3, 33, 20], channels: [33, 33], filter: [3, 3], padding: [1, 1], groups: 33 },
  { x: [2, 6, 40], channels: [8, 8], filter: [5, 2], padding: [4, 3], dilation: [1, 2], groups: 8 },
  { x: [1, 7, 9], channels: [5, 5], filter: [1, 1], stride: [2, 3], groups: 5 },
  { x: [1, 2, 3], channels: [4, 4], filter: [7, 7], padding: [3, 3], groups: 4 },
  { x: [2, 9, 8], channels: [24, 18], filter: [3, 3], groups: 3 },
  { x: [1, 9, 9], channels: [4, 4], filter: [2, 2], stride: [3, 3] },
];

describe('the SIMD kernels give what the host kernels give', () => {
  let stop: () => Promise<void>;
  beforeAll(async () => {
    ({ stop } = await startBackend({ name: 'wasm', threads: 2, report: () => {} }));
    tf.engine().startScope();
  });
  afterAll(async () => {
    tf.engine().endScope();
    await stop();
  });

  it.each(convolutions)('convolution of $x, channels $channels, filter $filter', (one) => {
    const { stride = [1, 1], padding = [0, 0], dilation = [1, 1], groups = 1 } = one;
    const attributes = { stride, padding, dilation, groups };
    const [inputs, outputs] = one.channels;
    const x = random([...one.x, inputs]);
    const filter = random([...one.filter, inputs / groups, outputs]);
    const taps = one.filter[0] * one.filter[1];
    const y = runKernelForAll('TandemConv2D', { x, filter }, attributes) as unknown as tf.Tensor;
    const dy = random(y.shape);
    compare('TandemConv2D', { x, filter }, attributes, (taps * inputs) / groups);
    const bias = random([outputs]);
    for (const activation of [undefined, 'relu', 'silu']) {
      const after = activation ? { ...attributes, activation } : attributes;
      compare('TandemConv2D', { x, filter, bias }, after, (taps * inputs) / groups);
    }
    compare(
      'TandemConv2DInputGradient',
      { dy, filter },
      { ...attributes, inputShape: x.shape },
      (taps * outputs) / groups,
    );
    compare(
      'TandemConv2DFilterGradient',
      { x, dy },
      { ...attributes, filterShape: filter.shape },
      y.size / outputs,
    );
  });

  it.each([1, 3, 4, 5, 16, 33, 256])('kernels of %i channels', (channels) => {
    const x = random([3, 33, 20, channels]);
    const dy = random(x.shape);
    const vector = () => random([channels]);
    const pixels = 3 * 33 * 20;
    compare('TandemChannelSum', { x }, {}, pixels);
    compare('TandemChannelAffine', { x, multiply: vector(), add: vector() });
    compare('TandemRelu', { x });
    compare('TandemReluGradient', { y: x, dy });
    compare('TandemSilu', { x });
    compare('TandemSiluGradient', { x, dy });
    const scale = vector();
    const offset = vector();
    compare('TandemBatchNormTrain', { x, scale, offset }, { epsilon: 1e-5 });
    const mean = random([channels]);
    const variance = uniformTensor([channels], { low: 0.5 });
    compare('TandemBatchNormTrainGradient', { x, dy, mean, variance, scale }, { epsilon: 1e-5 }, pixels);
    for (const groups of new Set([1, channels])) {
      compare('TandemGroupNorm', { x, scale, offset }, { groups, epsilon: 1e-5 });
      const statistics = { mean: random([3, groups]), rstd: uniformTensor([3, groups], { low: 0.5 }) };
      compare('TandemGroupNormGradient', { x, dy, ...statistics, scale }, { groups, epsilon: 1e-5 }, pixels);
    }
    const pool = { size: [3, 3], stride: [2, 2], padding: [1, 1] };
    const y = runKernelForAll('TandemMaxPool2D', { x }, pool) as unknown as tf.Tensor;
    compare('TandemMaxPool2D', { x }, pool);
    compare('TandemMaxPool2DGradient', { x, y, dy: random(y.shape) }, pool);
    compare('TandemUpsampleNearest', { x }, { height: 70, width: 31 });
    compare('TandemUpsampleNearestGradient', { dy }, { inputShape: [3, 10, 20, channels] });
    const filters = random([3, channels, 7]);
    compare('TandemBatchedPointwise', { x, filters }, {}, channels);
    compare('TandemBatchedPointwiseFilterGradient', { x, dy: random([3, 33, 20, 7]) }, {}, 33 * 20);
  });

  it.each([1, 3, 4, 33])('bilinear resizing of %i channels', (channels) => {
    const small = [2, 5, 7, channels];
    for (const alignCorners of [false, true]) {
      for (const [height, width] of [
        [5, 7],
        [11, 30],
        [1, 3],
        [16, 1],
      ] as const) {
        const attributes = { height, width, alignCorners };
        compare('TandemUpsampleBilinear', { x: random(small) }, attributes);
        const dy = random([2, height, width, channels]);
        compare('TandemUpsampleBilinearGradient', { dy }, { inputShape: small, alignCorners }, 64);
      }
    }
  });

  it.each<Sampling>([
    { x: [2, 13, 9], channels: 3, kernel: [3, 3], padding: [1, 1], groups: 1 },
    { x: [1, 40, 31], channels: 40, kernel: [3, 3], padding: [1, 1], stride: [2, 2], groups: 2 },
    { x: [3, 8, 9], channels: 12, kernel: [2, 3], padding: [0, 2], dilation: [1, 2], groups: 4 },
    { x: [2, 20, 21], channels: 72, kernel: [1, 1], groups: 1 },
  ])('deformable samples of $x, $channels channels, $groups groups', (one) => {
    const { stride = [1, 1], padding = [0, 0], dilation = [1, 1] } = one;
    const attributes = { kernel: one.kernel, stride, padding, dilation, deformableGroups: one.groups };
    const x = random([...one.x, one.channels]);
    const g = samplingGeometry('test', x.shape, attributes);
    const factors = g.taps * one.groups;
    const places = [g.batch, g.rows, g.columns];
    const offsets = tf.mul(random([...places, 2 * factors]), 5);
    const mask = random([...places, factors]);
    const dy = random([...places, g.taps, one.channels]);
    // a coordinate near 32 has rounding errors of 2 ** -19, by which its weights are off
    compare('TandemDeformableSamples', { x, offsets, mask }, attributes, 32);
    compare('TandemDeformableSamplesGradient', { x, offsets, mask, dy }, attributes, 64 * g.taps);
  });

  it.each([
    [1, 1, 1],
    [3, 1, 7],
    [2, 13, 9],
    [3, 40, 31],
  ])('boundary samples, %i of %i × %i', (...size) => {
    const boxes = random([...size, 4]);
    const inside = tf.mul(random([...size, 8]), 5);
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, -1e30, 1e9, 0, -1, 1, 1e-9];
    for (const offsets of [inside, tf.round(inside), tf.add(tf.zeros(inside.shape), odd)]) {
      compare('TandemBoundarySampling', { boxes, offsets });
      compare('TandemBoundarySamplingGradient', { boxes, offsets, dy: random(boxes.shape) }, {}, 16);
    }
    const unknown = tf.where(tf.greater(boxes, 0.9), Number.NaN, boxes);
    compare('TandemBoundarySampling', { boxes: unknown, offsets: inside });
    compare('TandemBoundarySamplingGradient', { boxes: unknown, offsets: inside, dy: unknown }, {}, 16);
  });

  it('keeps the digits of values far from zero', () => {
    // Σ x² in single precision would lose the variance of 1/3 beside the mean of 1000² · 1.
    const x = tf.add(random([2, 40, 40, 12]), 1000);
    const scale = tf.ones([12]);
    const offset = tf.zeros([12]);
    compare('TandemGroupNorm', { x, scale, offset }, { groups: 3, epsilon: 1e-5 }, 2000);
    compare('TandemBatchNormTrain', { x, scale, offset }, { epsilon: 1e-5 }, 2000);
  });

  it.each([true, false])('a step of gradient descent, nesterov %s', (nesterov) => {
    for (const size of [1, 7, 1024, 5001]) {
      const inputs = { weight: random([size]), velocity: random([size]), gradient: random([size]) };
      const attributes = { learningRate: 0.1, momentum: 0.9, weightDecay: 0.01, nesterov };
      compare('TandemSgdStep', inputs, attributes);
    }
  });

  it('a step of AdamW, and of a moving average', () => {
    for (const size of [1, 7, 1024, 5001]) {
      const means = { mean: random([size]), meanSquare: uniformTensor([size], { low: 0.01, seed: seed++ }) };
      const inputs = { weight: random([size]), ...means, gradient: random([size]) };
      const betas = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
      compare('TandemAdamwStep', inputs, { kept: 0.99, stepSize: 0.01, correction: 1.5, ...betas });
      compare('TandemAverageStep', { average: random([size]), value: random([size]) }, { decay: 0.9 });
    }
  });

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
        const soft = uniformTensor([size], { seed: seed++ });
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

  it('passes NaN and infinities on as they do', () => {
    const odd = [Number.NaN, -1, Number.POSITIVE_INFINITY, -0, Number.NEGATIVE_INFINITY, 2, 0, 1];
    const x = tf.tensor4d(odd, [1, 1, 2, 4]);
    compare('TandemRelu', { x });
    compare('TandemMaxPool2D', { x }, { size: [1, 2], stride: [1, 1], padding: [0, 0] });
  });
});
