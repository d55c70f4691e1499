import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../backends/index.ts';
import * as ops from '../index.ts';
import { objects, pyramid } from '../ops/assign/shared/scene.fixture.ts';
import { wgslKernels } from '../registry/webgpu-kernels.ts';
import { testBackends, uniformTensor } from '../testing/index.ts';
import { countDispatches } from './count-dispatches.ts';
import type { DeviceBackend } from './device-backend.ts';

/** Runs the work; gives the numbers of dispatches that each kernel of ours recorded, in rising order. */
function countByKernel(work: () => void): Record<string, number[]> {
  const counts = new Map<string, Set<number>>();
  const device = tf.backend() as DeviceBackend;
  const kernels = wgslKernels.map(({ name }) => tf.getKernel(name, 'webgpu')!);
  for (const kernel of kernels) {
    const { kernelName, kernelFunc } = kernel;
    tf.unregisterKernel(kernelName, 'webgpu');
    tf.registerKernel({
      ...kernel,
      kernelFunc: (call) => {
        const before = device.dispatchCountInPass;
        const results = kernelFunc(call);
        const name = kernelName.replace('Tandem', '');
        if (!counts.has(name)) counts.set(name, new Set());
        counts.get(name)!.add(device.dispatchCountInPass - before);
        return results;
      },
    });
  }
  try {
    tf.tidy(work);
  } finally {
    for (const kernel of kernels) {
      tf.unregisterKernel(kernel.kernelName, 'webgpu');
      tf.registerKernel(kernel);
    }
  }
  return Object.fromEntries([...counts].map(([name, set]) => [name, [...set].sort((a, b) => a - b)]));
}

const documentation = () => readFile(new URL('../../../../docs/webgpu.md', import.meta.url), 'utf8');

/** The numbers in the second column of the table, by the kernels in the first. */
async function documented(): Promise<Record<string, number[]>> {
  const text = (await documentation()).split('| op of several')[0]!;
  const rows = [...text.matchAll(/^\| (`.+?`) +\| (\d[\d ,or]*) *\|/gm)];
  return Object.fromEntries(
    rows.flatMap(([, names, numbers]) =>
      [...names!.matchAll(/`(\w+)`/g)].map(([, name]) => [name, numbers!.match(/\d+/g)!.map(Number)]),
    ),
  );
}

/** The dispatches of the value and of the gradient, by the ops composed of several kernels. */
async function documentedCompositions(): Promise<Record<string, string>> {
  const text = (await documentation()).split('| op of several')[1]!;
  const rows = [...text.matchAll(/^\| `(\w+)` +\| (\d+), (\d+) *\|/gm)];
  return Object.fromEntries(rows.map(([, name, value, gradient]) => [name, `${value}, ${gradient}`]));
}

type Op = (...inputs: tf.Tensor[]) => tf.Tensor;
/** An op on random inputs of these shapes, and its gradients. */
const withGradients = (op: (...inputs: never[]) => tf.Tensor, ...shapes: number[][]) =>
  tf.grads((...inputs) => tf.sum((op as Op)(...inputs)))(shapes.map((shape) => uniformTensor(shape)));
const image = (...shape: number[]) => uniformTensor<tf.Rank.R4>(shape as [number, number, number, number]);

/** Every op that has a kernel, with its gradient. */
function runLayers(): void {
  const [x, channels] = [[2, 8, 8, 4], [4]];
  const filter = [3, 3, 4, 4];
  const padding = 1;
  withGradients((a: tf.Tensor4D, w: tf.Tensor4D) => ops.conv2d(a, w, { padding }), x, filter);
  // more positions than the gradient of a filter sums in one slice
  withGradients((a: tf.Tensor4D, w: tf.Tensor4D) => ops.conv2d(a, w, { padding }), [1, 64, 64, 4], filter);
  withGradients(
    (a: tf.Tensor4D, m: tf.Tensor1D, b: tf.Tensor1D) => ops.channelAffine(a, m, b),
    x,
    channels,
    channels,
  );
  // a slice of rows, slices, and slices of slices
  for (const rows of [256, 257, 256 ** 2 + 1]) ops.channelSum(image(1, 1, rows, 1));
  withGradients((a: tf.Tensor4D) => ops.maxPool2d(a, { size: 3, stride: 2, padding }), x);
  withGradients((a: tf.Tensor4D) => ops.upsampleNearest(a, { height: 16, width: 16 }), x);
  withGradients((a: tf.Tensor4D) => ops.upsampleBilinear(a, { height: 16, width: 16 }), x);
  withGradients(
    (a: tf.Tensor4D, s: tf.Tensor1D, b: tf.Tensor1D) => ops.batchNormTrain(a, s, b).y,
    x,
    channels,
    channels,
  );
  withGradients(
    (a: tf.Tensor4D, s: tf.Tensor1D, b: tf.Tensor1D) => ops.groupNorm(a, s, b, { groups: 2 }),
    x,
    channels,
    channels,
  );
  withGradients(ops.relu, x);
  withGradients(ops.silu, x);
  withGradients(ops.batchedPointwise, x, [2, 4, 3]);
  withGradients(ops.boundarySampling, [2, 8, 8, 4], [2, 8, 8, 8]);
  withGradients(
    (a: tf.Tensor4D, w: tf.Tensor4D, o: tf.Tensor4D) => ops.deformableConv2d(a, w, o, { padding }),
    x,
    filter,
    [2, 8, 8, 18],
  );
  const weight = image(...x);
  ops.sgdStep(weight, weight, weight, { learningRate: 0.1, momentum: 0.9, weightDecay: 0 });
  const adamw = { learningRate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0, step: 1 };
  ops.adamwStep(weight, weight, weight, weight, adamw);
  ops.averageStep(weight, weight, { decay: 0.9 });
}

function runLosses(): void {
  withGradients(ops.geometricMeanLogit, [8, 4], [8, 1]);
  withGradients(ops.sigmoidFocal, [8, 4], [8, 4]);
  withGradients(ops.qualityFocal, [8, 4], [8, 4]);
  withGradients(ops.sigmoidCrossEntropy, [8, 4], [8, 4]);
  withGradients(ops.alignedIou, [8, 4], [8, 4]);
  ops.pairwiseIou(uniformTensor([8, 4]), uniformTensor([3, 4]));
}

function runAssigners(): void {
  const { centers, boxes, levelCounts } = pyramid(32);
  const [priors, truths, classes] = [boxes.length / 4, 3, 2];
  const priorBoxes = tf.tensor2d(boxes, [priors, 4]);
  const inputs = {
    classLogits: uniformTensor<tf.Rank.R3>([1, priors, classes]),
    boxes: tf.reshape(priorBoxes, [1, priors, 4]) as tf.Tensor3D,
    centers: tf.tensor2d(centers, [priors, 2]),
    strides: tf.fill([priors], 8) as tf.Tensor1D,
    validPriors: tf.fill([1, priors], 1) as tf.Tensor2D,
    truthBoxes: tf.tensor3d(objects(truths, 32, 1), [1, truths, 4]),
    truthClasses: tf.zeros([1, truths], 'int32') as tf.Tensor2D,
    truthMask: tf.fill([1, truths], 1) as tf.Tensor2D,
  };
  const { classLogits, strides, truthClasses, boxes: predicted, ...geometry } = inputs;
  const { centers: _, ...withoutCenters } = geometry;
  ops.assignTaskAligned({ ...geometry, scores: classLogits, boxes: predicted, truthClasses });
  ops.assignAtss({ ...geometry, priorBoxes, levelCounts });
  for (const lowQualityMatch of [true, false])
    ops.assignMaxIou({ ...withoutCenters, priorBoxes }, { lowQualityMatch });
  ops.assignFcos({ ...geometry, strides, ranges: uniformTensor([priors, 2]) });
  ops.assignSimOta(inputs);
  ops.assignOta(inputs);
  ops.assignOta(inputs, { iterations: 10 });
}

/** Dispatches of an op's value, and of its gradients beside that, tfjs's own kernels included. */
function countWithGradients(op: (...inputs: never[]) => tf.Tensor, ...shapes: number[][]): string {
  const inputs = shapes.map((shape) => uniformTensor(shape));
  const value = (op as Op)(...inputs);
  const forward = countDispatches(() => (op as Op)(...inputs));
  const all = countDispatches(() => tf.grads(op as Op)(inputs, value));
  tf.dispose([value, ...inputs]);
  return `${forward}, ${all - forward}`;
}

/** The ops that are several kernels on webgpu. */
function countCompositions(): Record<string, string> {
  const targets = uniformTensor<tf.Rank.R2>([8, 4]);
  const rows = uniformTensor<tf.Rank.R1>([8]);
  const logits = [8, 4];
  const counts = {
    batchNormFrozen: countWithGradients(
      (x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D) =>
        ops.batchNormFrozen(x, rows, rows, scale, offset),
      [2, 4, 4, 8],
      [8],
      [8],
    ),
    deformableConv2d: countWithGradients(
      (x: tf.Tensor4D, filter: tf.Tensor4D, offsets: tf.Tensor4D) =>
        ops.deformableConv2d(x, filter, offsets, { padding: 1 }),
      [2, 8, 8, 4],
      [3, 3, 4, 4],
      [2, 8, 8, 18],
    ),
    distributionFocal: countWithGradients((x: tf.Tensor) => ops.distributionFocal(x, rows), logits),
    distributionIntegral: countWithGradients((x: tf.Tensor) => ops.distributionIntegral(x), logits),
    smoothL1: countWithGradients((x: tf.Tensor) => ops.smoothL1(x, targets), logits),
    softmaxCrossEntropy: countWithGradients((x: tf.Tensor) => ops.softmaxCrossEntropy(x, targets), logits),
    varifocal: countWithGradients((x: tf.Tensor) => ops.varifocal(x, targets), logits),
  };
  tf.dispose([targets, rows]);
  return counts;
}

describe.runIf(testBackends().includes('webgpu'))('dispatches', () => {
  const BATCH = 'WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE';
  let stop: () => Promise<void>;
  let batch: number;
  beforeAll(async () => {
    ({ stop } = await startBackend({ name: 'webgpu', report: () => {} }));
    batch = tf.env().getNumber(BATCH);
    // what is only counted need not be compiled and run: nothing is submitted
    tf.env().set(BATCH, Number.MAX_SAFE_INTEGER);
  });
  afterAll(async () => {
    tf.env().set(BATCH, batch);
    await stop();
  });

  it('are as many as the documentation says, for every kernel', async () => {
    const counted = countByKernel(() => {
      runLayers();
      runLosses();
      runAssigners();
    });
    const several = await documented();
    const names = wgslKernels.map(({ name }) => name.replace('Tandem', ''));
    expect(counted).toEqual(Object.fromEntries(names.map((name) => [name, several[name] ?? [1]])));
  });

  it('are as many as the documentation says, for ops of several kernels', async () => {
    expect(countCompositions()).toEqual(await documentedCompositions());
  });
});
