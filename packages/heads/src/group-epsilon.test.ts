import { type DensePredictions, disposePriors, type Head, INFERENCE, ParameterStore } from '@tandem-det/core';
import { setValues } from '@tandem-det/core/testing';
import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { dispose, tensor4d } from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { decoupledHead } from './decoupled-head.ts';
import { fcosHead } from './fcos-head.ts';
import { gflHead } from './gfl-head.ts';
import { taskAlignedHead } from './task-aligned-head.ts';

const one = { channels: 2, groups: 1, minimumGroupSize: 1, groupEpsilon: 3 };
const heads: Readonly<Record<string, Pick<Head<DensePredictions>, 'build' | 'priors'>>> = {
  decoupledHead: decoupledHead({ ...one, convs: 1 }),
  fcosHead: fcosHead({ ...one, convs: 1 }),
  gflHead: gflHead({ ...one, convs: 1 }),
  taskAlignedHead: taskAlignedHead({
    ...one,
    interactiveLayers: 1,
    attention: 'none',
    probabilityMap: false,
    offsetMap: false,
  }),
};

describeBackends('groupEpsilon', () => {
  it.each(Object.entries(heads))('%s adds it to the variance of its groups', async (name, head) => {
    const store = new ParameterStore(1);
    const level = [{ stride: 8, channels: 1 }];
    const run = head.build(store.scope(), level, 1);
    const tower = name === 'taskAlignedHead' ? 'inter_convs' : 'cls_convs';
    // the tower's two channels are x and −x, of the four values ±1: mean 0, variance 1, so that x becomes x / sqrt(1 + 3)
    const copies = (outputs: readonly number[]) =>
      Array.from({ length: 9 }, (_, place) => (place === 4 ? outputs : outputs.map(() => 0))).flat();
    setValues(store, `${tower}.0.conv.weight`, copies([1, -1]));
    const [classes] = store.all.filter(({ name: each }) => /_cls\.weight$/.test(each));
    setValues(store, classes!.name, copies([1, 0]));
    setValues(store, classes!.name.replace('weight', 'bias'), [0]);
    if (name === 'taskAlignedHead') setValues(store, 'cls_decomp.reduction_conv.conv.weight', [1, 0, 0, 1]);
    const x = tensor4d([1, -1], [1, 1, 2, 1]);
    const priors = head.priors(level, [{ height: 1, width: 2 }]);
    const predictions = run([x], priors, INFERENCE);
    // after the ReLU the first channel is 1/2, 0 and the second 0, 1/2; the T-Head normalises once more
    const second = (value: number) => (value - 0.25) / Math.sqrt(1 / 16 + 3);
    const expected = name === 'taskAlignedHead' ? [second(0.5), 0] : [0.5, 0];
    await expectClose(predictions.classLogits, expected, { abs: 1e-5 });
    dispose([x, ...Object.values(predictions)]);
    disposePriors(priors);
    store.dispose();
  });
});
