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

  it('refuses a normalisation that is none, instead of leaving it out', () => {
    const store = new ParameterStore();
    const norm = 'group' as unknown as Norm;
    expect(() => convolutionBlock(store.scope(), { inputs: 4, outputs: 4, norm })).toThrow(
      'norm: expected options, got "group".',
    );
    const misspelt = { kind: 'groop' } as unknown as Norm;
    expect(() =>
      convolutionBlock(store.scope().child('b'), { inputs: 4, outputs: 4, norm: misspelt }),
    ).toThrow(
      'norm: kind: expected one of "batch", "frozen-batch", "group", got "groop". Did you mean "group"?',
    );
    store.dispose();
  });

  it('has a bias beside a normalisation where told so', () => {
    const store = new ParameterStore();
    convolutionBlock(store.scope(), {
      inputs: 4,
      outputs: 4,
      norm: { kind: 'group', groups: 2 },
      bias: true,
    });
    expect(store.all.map(({ name }) => name)).toEqual(['conv.weight', 'conv.bias', 'gn.weight', 'gn.bias']);
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

  it.each([
    ['silu', [2 * -1 * 0.5 * (1 - Math.tanh(1)), 6 * 0.5 * (1 + Math.tanh(3))]],
    ['leaky-relu', [-0.2, 6]],
  ] as const)('ends in %s if told so', async (activation, expected) => {
    // of −2 and 6; σ(x) = (1 + tanh(x / 2)) / 2
    const store = new ParameterStore();
    const options = { inputs: 1, outputs: 1, kernel: 1, initializer: constant(2), activation };
    const x = tensor4d([-1, 3], [1, 1, 2, 1]);
    await expectClose(convolutionBlock(store.scope(), options)(x, INFERENCE), expected, { abs: 1e-6 });
    store.dispose();
  });

  it('separates into channels and then sums over them', async () => {
    const store = new ParameterStore();
    const block = convolutionBlock(store.scope(), {
      inputs: 2,
      outputs: 1,
      stride: 2,
      separable: true,
      initializer: constant(1),
      activation: 'none',
    });
    expect(store.all.map(({ name, variable }) => `${name} [${variable.shape}]`)).toEqual([
      'dconv.conv.weight [3,3,1,2]',
      'dconv.conv.bias [2]',
      'pconv.conv.weight [1,1,2,1]',
      'pconv.conv.bias [1]',
    ]);
    // sums over 3 × 3 cells around the first and third of a row: 1 + 2 and 2 + 3, 10 + 20 and 20 + 30
    const x = tensor4d([1, 10, 2, 20, 3, 30], [1, 1, 3, 2]);
    await expectClose(block(x, INFERENCE), [33, 55], { abs: 1e-5 });
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
