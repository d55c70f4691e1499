import { describeBackends, expectClose, uniformTensor, withoutLeaks } from '@tandem-det/kernels/testing';
import {
  profile,
  type Rank,
  sum,
  type Tensor4D,
  tidy,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { INFERENCE, type LayerTrace, TRAINING } from '../context.ts';
import { ParameterStore } from '../parameters.ts';
import type { Activation } from './activation.ts';
import { convolution } from './convolution.ts';
import { convolutionSequence } from './convolution-sequence.ts';
import { type Norm, normalization } from './normalization.ts';

const NORMS: Record<string, Norm | undefined> = {
  'no normalisation': undefined,
  'batch normalisation': { kind: 'batch' },
  'frozen batch normalisation': { kind: 'frozen-batch' },
  'group normalisation': { kind: 'group', groups: 2 },
};
const ACTIVATIONS: Activation[] = ['relu', 'silu', 'leaky-relu', 'none'];

/** The sequence with a bias and with weights and statistics that are all about as large, and negative ones. */
function build(norm: Norm | undefined, activation: Activation) {
  const store = new ParameterStore();
  const convolve = convolution(store.scope('conv'), { inputs: 3, outputs: 4, stride: 2 });
  const normalize = norm && normalization(store.scope('bn'), 4, norm);
  const fill = (seed: number) => {
    for (const [index, { name, variable }] of store.all.entries()) {
      const low = name.endsWith('running_var') ? 0.3 : -1;
      const values = uniformTensor<Rank>(variable.shape as [number], { low, seed: seed + index });
      variable.assign(values as Variable);
      values.dispose();
    }
  };
  fill(1);
  return { store, fill, layer: convolutionSequence(convolve, normalize, activation) };
}

describeBackends('convolutionSequence', () => {
  const x = () => uniformTensor<Rank.R4>([2, 5, 6, 3], { low: -1, seed: 9 });

  for (const [name, norm] of Object.entries(NORMS)) {
    it(`equals its parts, with new weights too: ${name}`, async () => {
      for (const activation of ACTIVATIONS) {
        const { store, fill, layer } = build(norm, activation);
        const images = x();
        for (const seed of [1, 50]) {
          fill(seed);
          const fused = layer(images, INFERENCE);
          const traced: LayerTrace[] = [];
          const parts = tidy(() => layer(images, { ...INFERENCE, trace: (one) => traced.push(one) }));
          expect(traced.map(({ kind }) => kind)[0]).toBe('convolution');
          await expectClose(fused, parts, { abs: 2e-6, rel: 2e-6 });
        }
        store.dispose();
      }
    });
  }

  it('is one convolution and no more work on the maps at inference', async () => {
    const { store, layer } = build({ kind: 'batch' }, 'relu');
    const images = x();
    const { kernelNames } = await profile(() => layer(images, INFERENCE));
    expect(kernelNames.filter((name) => name.startsWith('Tandem'))).toEqual(['TandemConv2D']);
    const { kernelNames: inTraining } = await profile(() => tidy(() => layer(images, TRAINING)));
    expect(inTraining.filter((name) => name.startsWith('Tandem'))).toEqual([
      'TandemConv2D',
      'TandemBatchNormTrain',
      'TandemRelu',
    ]);
    store.dispose();
  });

  it('takes gradients through its parts', async () => {
    const { store, layer } = build({ kind: 'frozen-batch' }, 'silu');
    const images = x();
    const { kernelNames } = await profile(() =>
      tidy(() => variableGrads(() => sum(layer(images as Tensor4D, TRAINING))).value),
    );
    expect(kernelNames).toContain('TandemChannelAffine');
    expect(kernelNames).toContain('TandemSiluGradient');
    store.dispose();
  });

  it('leaves no tensor behind', async () => {
    const { store, layer } = build({ kind: 'batch' }, 'leaky-relu');
    const images = x();
    (await withoutLeaks(() => layer(images, INFERENCE))).dispose();
    store.dispose();
  });
});
