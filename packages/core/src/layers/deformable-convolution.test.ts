import { conv2d } from '@tandem-det/kernels';
import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { mul, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { INFERENCE, type LayerTrace } from '../context.ts';
import { ParameterStore } from '../parameters.ts';
import { randomMaps } from '../testing/features.ts';
import { fillRandomly } from '../testing/run.ts';
import { setValues } from '../testing/set-values.ts';
import { deformableConvolution } from './deformable-convolution.ts';

const options = { inputs: 4, outputs: 6, stride: 2, groups: 2 };

describeBackends('deformableConvolution', () => {
  it.each([
    [1, 1],
    [2, 0.5],
  ] as const)('version %i starts as a convolution times %f', async (version, factor) => {
    const store = new ParameterStore();
    const layer = deformableConvolution(store.scope('conv2'), { ...options, deformation: { version } });
    const x = randomMaps([0, 1], { height: 5, width: 4 }, 4);
    const filter = store.get('conv2.weight')!.variable as unknown as Tensor4D;
    const got = tidy(() => layer(x, INFERENCE));
    const expected = tidy(() => mul(conv2d(x, filter, { stride: 2, padding: 1, groups: 2 }), factor));
    await expectClose(got, expected as Tensor4D, { abs: 1e-5 });
    for (const tensor of [x, got, expected]) tensor.dispose();
    store.dispose();
  });

  it('predicts offsets before masks, dy before dx', async () => {
    const store = new ParameterStore();
    const layer = deformableConvolution(store.scope('c'), { inputs: 1, outputs: 1, kernel: 1 });
    fillRandomly(store);
    setValues(store, 'c.weight', [1]);
    setValues(store, 'c.conv_offset.weight', [0]);
    // one row down, two columns to the right, a mask of σ(ln 3) = 3/4
    setValues(store, 'c.conv_offset.bias', [1, 2, Math.log(3)]);
    const x = randomMaps([0], { height: 2, width: 3 }, 1);
    const y = tidy(() => layer(x, INFERENCE));
    const last = (await x.data())[5]!;
    await expectClose(y, [0.75 * last, 0, 0, 0, 0, 0], { abs: 1e-6 });
    for (const tensor of [x, y]) tensor.dispose();
    store.dispose();
  });

  it("has mmcv's names, and traces both of its convolutions", () => {
    const store = new ParameterStore();
    const deformation = { version: 2, groups: 2 } as const;
    const layer = deformableConvolution(store.scope('conv2'), { ...options, deformation });
    expect(store.all.map(({ name, variable }) => [name, variable.shape])).toEqual([
      ['conv2.weight', [3, 3, 2, 6]],
      ['conv2.conv_offset.weight', [3, 3, 4, 54]],
      ['conv2.conv_offset.bias', [54]],
    ]);
    const traced: LayerTrace[] = [];
    const x = randomMaps([0], { height: 4, width: 4 }, 4);
    tidy(() => layer(x, { training: false, trace: (entry) => traced.push(entry) }));
    // 2 · 2 cells; 54 channels of 9 · 4 products, 6 of 9 · 2
    expect(traced.map(({ name, kind, macs }) => [name, kind, macs])).toEqual([
      ['conv2.conv_offset', 'convolution', 4 * 54 * 36],
      ['conv2', 'deformable convolution', 4 * 6 * 18],
    ]);
    x.dispose();
    store.dispose();
  });
});
