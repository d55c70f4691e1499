import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  checkGradient,
  describeBackends,
  expectClose,
  uniformTensor,
  uniformValues,
  withoutLeaks,
} from '../../testing/index.ts';
import { boundarySampling } from '../boundary-sampling/boundary-sampling.ts';
import { conv2d } from '../conv2d/conv2d.ts';
import { type DeformableConv2dOptions, deformableConv2d } from './deformable-conv2d.ts';
import { samplingGeometry } from './geometry.ts';
import { deformableConv2dReference } from './reference.ts';

type Four = [number, number, number, number];

interface Case {
  readonly name: string;
  readonly x: Four;
  readonly filter: Four;
  readonly stride?: [number, number];
  readonly padding?: [number, number];
  readonly dilation?: [number, number];
  readonly groups?: number;
  readonly deformableGroups?: number;
}

const cases: Case[] = [
  { name: '1 × 1', x: [2, 3, 4, 3], filter: [1, 1, 3, 2] },
  { name: '3 × 3', x: [1, 3, 2, 5], filter: [3, 3, 5, 3], padding: [1, 1] },
  { name: 'stride 2', x: [1, 5, 3, 2], filter: [3, 3, 2, 2], padding: [1, 1], stride: [2, 2] },
  {
    name: 'height and width apart',
    x: [1, 5, 6, 2],
    filter: [2, 3, 2, 2],
    padding: [0, 1],
    stride: [1, 2],
    dilation: [3, 1],
  },
  { name: 'dilation 2', x: [2, 3, 3, 1], filter: [2, 2, 1, 2], padding: [1, 0], dilation: [2, 2] },
  { name: 'two deformable groups', x: [1, 3, 3, 6], filter: [2, 2, 6, 2], deformableGroups: 2 },
  { name: 'groups', x: [1, 3, 4, 4], filter: [2, 2, 2, 4], groups: 2 },
  {
    name: 'groups across deformable groups',
    x: [2, 3, 2, 12],
    filter: [2, 1, 4, 3],
    groups: 3,
    deformableGroups: 2,
  },
];

function settingsOf({ stride = [1, 1], padding = [0, 0], dilation = [1, 1], ...rest }: Case) {
  const { groups = 1, deformableGroups = 1, filter } = rest;
  return { stride, padding, dilation, groups, deformableGroups, kernel: [filter[0], filter[1]] } as const;
}

/** Random inputs of a case; offsets are a whole number of cells plus 0.2 … 0.8, so that no step of 0.1 crosses one. */
function inputsOf(one: Case, seed: number) {
  const settings = settingsOf(one);
  const { batch, rows, columns, taps } = samplingGeometry('test', one.x, settings);
  const factors = settings.deformableGroups * taps;
  const count = batch * rows * columns * 2 * factors;
  const whole = uniformValues(count, { low: -2, high: 2, seed }).map(Math.floor);
  const part = uniformValues(count, { low: 0.2, high: 0.8, seed: seed + 1 });
  return {
    x: uniformTensor<tf.Rank.R4>(one.x, { low: -1, seed: seed + 2 }),
    filter: uniformTensor<tf.Rank.R4>(one.filter, { low: -1, seed: seed + 3 }),
    offsets: tf.tensor4d(
      whole.map((value, at) => value + part[at]!),
      [batch, rows, columns, 2 * factors],
    ),
    mask: uniformTensor<tf.Rank.R4>([batch, rows, columns, factors], { seed: seed + 4 }),
    bias: uniformTensor<tf.Rank.R1>([one.filter[3]], { low: -1, seed: seed + 5 }),
  };
}

/** A map of 2 × 3 cells with the values 1 … 6, and a 1 × 1 filter of 1. */
const six = () => tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 2, 3, 1]);
const one = () => tf.ones<tf.Rank.R4>([1, 1, 1, 1]);
/** The same offset in every cell of that map. */
const everywhere = (dy: number, dx: number) =>
  tf.tile(tf.tensor4d([dy, dx], [1, 1, 1, 2]), [1, 2, 3, 1]) as tf.Tensor4D;

describeBackends('deformableConv2d', () => {
  it('reads between the cells, and zeros outside', async () => {
    // half a cell down: (1 + 4) / 2, …; the lower row half of itself
    await expectClose(deformableConv2d(six(), one(), everywhere(0.5, 0)), [2.5, 3.5, 4.5, 2, 2.5, 3], {});
    // a quarter to the left: 3/4 of a cell and 1/4 of the one before
    const left = [0.75, 1.75, 2.75, 3, 4.75, 5.75];
    await expectClose(deformableConv2d(six(), one(), everywhere(0, -0.25)), left, { abs: 1e-6 });
    // both: cell (0, 1) reads rows 0 and 1 at 1.75 and 4.75
    const both = await deformableConv2d(six(), one(), everywhere(0.5, -0.25)).data();
    expectClose(both[1]!, (1.75 + 4.75) / 2, { abs: 1e-6 });
  });

  it('is 0 from one cell outside on, in every direction', async () => {
    for (const [dy, dx] of [
      [-2, 0],
      [2, 0],
      [0, 3],
      [0, -3],
      [1e6, 0],
      [0, -1e6],
    ] as const) {
      await expectClose(deformableConv2d(six(), one(), everywhere(dy, dx)), new Float32Array(6), {});
    }
    // three quarters outside both ways: 1/16 of the corner
    const corner = await deformableConv2d(six(), one(), everywhere(-0.75, -0.75)).data();
    expect(corner[0]).toBe(1 / 16);
  });

  it('moves each position of the filter by its own pair, dy before dx', async () => {
    // a filter of two columns, 1 and 10
    const filter = tf.tensor4d([1, 10], [1, 2, 1, 1]);
    const offsets = tf.tensor4d([1, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0], [1, 2, 2, 4]);
    // (0, 0): (1, 2) is 6, and 10 · 2. (0, 1): 2, and 10 · (1, 2) = 60. Then 4 + 10 · 5 and 5 + 10 · 6
    await expectClose(deformableConv2d(six(), filter, offsets), [26, 62, 54, 65], {});
  });

  it('multiplies each sample by its factor', async () => {
    const mask = tf.tensor4d([0, 0.5, 1, 2, -1, 0.25], [1, 2, 3, 1]);
    const y = deformableConv2d(six(), one(), everywhere(0, 0), { mask, bias: tf.tensor1d([10]) });
    await expectClose(y, [10, 11, 13, 18, 5, 11.5], {});
  });

  it('moves the channels of each deformable group by themselves', async () => {
    const x = tf.tensor4d([1, 10, 100, 1000, 2, 20, 200, 2000], [1, 1, 2, 4]);
    const filter = tf.ones<tf.Rank.R4>([1, 1, 4, 1]);
    // in cell 0 the first two channels are read one to the right, in cell 1 the last two one to the left
    const offsets = tf.tensor4d([0, 1, 0, 0, 0, 0, 0, -1], [1, 1, 2, 4]);
    const y = deformableConv2d(x, filter, offsets, { deformableGroups: 2 });
    await expectClose(y, [2 + 20 + 100 + 1000, 2 + 20 + 100 + 1000], {});
  });

  it('is boundary sampling with four groups of one channel', async () => {
    const boxes = uniformTensor<tf.Rank.R4>([2, 4, 5, 4], { low: -20, high: 80, seed: 1 });
    const offsets = uniformTensor<tf.Rank.R4>([2, 4, 5, 8], { low: -3, high: 3, seed: 2 });
    const identity = tf.reshape<tf.Rank.R4>(tf.eye(4), [1, 1, 4, 4]);
    const y = deformableConv2d(boxes, identity, offsets, { deformableGroups: 4 });
    await expectClose(y, boundarySampling(boxes, offsets), { abs: 1e-4 });
  });

  for (const one of cases) {
    const settings = settingsOf(one);
    const { stride, padding, dilation, groups } = settings;

    it(`without offsets is a convolution: ${one.name}`, async () => {
      const { x, filter, offsets, bias } = inputsOf(one, 10);
      const expected = conv2d(x, filter, { stride, padding, dilation, groups, bias });
      const got = deformableConv2d(x, filter, tf.zerosLike(offsets), { ...settings, bias });
      await expectClose(got, expected, { abs: 1e-5 });
    });

    it(`equals gathers and matrix products: ${one.name}`, async () => {
      const { x, filter, offsets, mask } = inputsOf(one, 20);
      const expected = deformableConv2dReference(x, filter, offsets, mask, settings, groups);
      await expectClose(deformableConv2d(x, filter, offsets, { ...settings, mask }), expected, { abs: 1e-5 });
    });

    it(`has the gradients of its differences: ${one.name}`, async () => {
      const { x, filter, offsets, mask, bias } = inputsOf(one, 30);
      const f = (...[a, b, c, d, e]: tf.Tensor[]) =>
        deformableConv2d(a as tf.Tensor4D, b as tf.Tensor4D, c as tf.Tensor4D, {
          ...settings,
          mask: d as tf.Tensor4D,
          bias: e as tf.Tensor1D,
        });
      // linear in each input within a cell
      await checkGradient(f, [x, filter, offsets, mask, bias], { epsilon: 0.1, abs: 1e-4, rel: 2e-4 });
    });
  }

  it('at whole coordinates takes the derivative in the offsets from above', async () => {
    const f = (offsets: tf.Tensor) => tf.sum(deformableConv2d(six(), one(), offsets as tf.Tensor4D));
    const at = async (dy: number, dx: number) => [
      ...(await tf.grad(f)(everywhere(dy, dx)).data()).slice(0, 2),
    ];
    // cell (0, 0): down 4 - 1, to the right 2 - 1
    expect(await at(0, 0)).toEqual([3, 1]);
    // one cell above the map: 0 there, 1 on it, and 0 to the right as well
    expect(await at(-1, 0)).toEqual([1, 0]);
    // two above: 0 all around
    expect(await at(-2, 0)).toEqual([0, 0]);
    // the last row, and beyond it
    expect(await at(1, 0)).toEqual([-4, 1]);
    expect(await at(2, 0)).toEqual([0, 0]);
  });

  it('passes NaN on', async () => {
    const offsets = everywhere(Number.NaN, 0);
    expect([...(await deformableConv2d(six(), one(), offsets).data())]).toEqual(Array(6).fill(Number.NaN));
    const x = tf.tensor4d([Number.NaN, 2, 3, 4, 5, 6], [1, 2, 3, 1]);
    const y = await deformableConv2d(x, one(), everywhere(0, 0)).data();
    expect([y[0], y[2], y[5]]).toEqual([Number.NaN, 3, 6]);
  });

  it('leaves no tensor behind, with a mask and bias and without', async () => {
    const { x, filter, offsets, mask, bias } = inputsOf(cases[1]!, 40);
    const step = () => {
      const [weights, moved] = [filter, offsets].map((value) =>
        tf.variable(value),
      ) as unknown as tf.Tensor4D[];
      const { value, grads } = tf.variableGrads(() =>
        tf.sum(
          tf.add(
            deformableConv2d(x, weights!, moved!, { padding: 1, mask, bias }),
            deformableConv2d(x, weights!, moved!, { padding: 1 }),
          ),
        ),
      );
      tf.dispose([value, weights!, moved!, grads as unknown as tf.TensorContainer]);
    };
    step();
    await withoutLeaks(step);
    await withoutLeaks(() => deformableConv2d(x, filter, offsets, { padding: 1 }).dispose());
  });
});

describe('deformableConv2d errors', () => {
  const shaped = (...shape: number[]) => ({ shape }) as unknown as tf.Tensor4D;
  const x = shaped(1, 4, 4, 6);
  const call = (offsets: number[], options: DeformableConv2dOptions) => () =>
    deformableConv2d(x, shaped(3, 3, 6, 2), shaped(...offsets), { padding: 1, ...options });

  it('names the shapes that it expected', () => {
    expect(call([1, 4, 4, 17], {})).toThrow(
      'deformableConv2d: expected shape [1, 4, 4, 18], got [1, 4, 4, 17].',
    );
    expect(call([1, 2, 2, 18], {})).toThrow(
      'deformableConv2d: expected shape [1, 4, 4, 18], got [1, 2, 2, 18].',
    );
    expect(call([1, 4, 4, 36], { deformableGroups: 2, mask: shaped(1, 4, 4, 9) })).toThrow(
      'deformableConv2d: expected shape [1, 4, 4, 18], got [1, 4, 4, 9].',
    );
    expect(call([1, 4, 4, 18], { bias: { shape: [3] } as never })).toThrow(
      'deformableConv2d: expected shape [O] with O = 2, got [3].',
    );
  });

  it('refuses groups that do not divide the channels', () => {
    expect(call([1, 4, 4, 72], { deformableGroups: 4 })).toThrow(
      'deformableConv2d: expected deformableGroups that divide the channels in, got deformableGroups 4, 6 channels in.',
    );
    expect(call([1, 4, 4, 18], { groups: 4 })).toThrow('deformableConv2d: expected groups that divide');
  });
});
