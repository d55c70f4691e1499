import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { tensor4d, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { INFERENCE } from '../context.ts';
import { ParameterStore } from '../parameters.ts';
import { convolutionBlock } from './convolution-block.ts';
import { constant } from './initializers.ts';
import { learnedScale } from './learned-scale.ts';
import type { Norm } from './normalization.ts';

describeBackends('convolutionBlock', () => {
  it.each<[string, Norm | undefined, string[]]>([
    ['a bias without normalisation', undefined, ['conv.weight', 'conv.bias']],
    ['bn', { kind: 'batch' }, ['conv.weight', 'bn.weight', 'bn.bias', 'bn.running_mean', 'bn.running_var']],
    [
      'bn, frozen',
      { kind: 'frozen-batch' },
      ['conv.weight', 'bn.weight', 'bn.bias', 'bn.running_mean', 'bn.running_var'],
    ],
    ['gn', { kind: 'group', groups: 2 }, ['conv.weight', 'gn.weight', 'gn.bias']],
  ])('has the parameters of mmcv with %s', (_, norm, names) => {
    const store = new ParameterStore();
    convolutionBlock(store.scope(), { inputs: 4, outputs: 4, ...(norm && { norm }) });
    expect(store.all.map(({ name }) => name)).toEqual(names);
    store.dispose();
  });

  it('ends in a ReLU unless told otherwise', async () => {
    const store = new ParameterStore();
    const options = { inputs: 1, outputs: 1, kernel: 1, initializer: constant(2) };
    const [active, linear] = [
      convolutionBlock(store.scope('a'), options),
      convolutionBlock(store.scope('b'), { ...options, activation: 'none' }),
    ];
    const x = tensor4d([-1, 3], [1, 1, 2, 1]);
    const [y, z] = tidy(() => [active(x, INFERENCE), linear(x, INFERENCE)] as const);
    await expectClose(y, [0, 6], {});
    await expectClose(z, [-2, 6], {});
    for (const tensor of [x, y, z]) tensor.dispose();
    store.dispose();
  });

  it('multiplies by a learned scale', async () => {
    const store = new ParameterStore();
    const scale = learnedScale(store.scope('scales.0'), 1.5);
    const x = tensor4d([2, -4], [1, 1, 2, 1]);
    const y = scale(x);
    await expectClose(y, [3, -6], {});
    expect(store.all.map(({ name, role, variable }) => [name, role, variable.shape])).toEqual([
      ['scales.0.scale', 'scale', []],
    ]);
    for (const tensor of [x, y]) tensor.dispose();
    store.dispose();
  });
});
