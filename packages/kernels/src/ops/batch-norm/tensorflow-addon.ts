import type { AddonKernel } from '../../tensorflow/native.ts';

interface Attributes {
  readonly epsilon: number;
}

/** Group norm over the cells of the whole batch, with a channel a group: `groups` 0. */
const ofBatch = { groups: { integer: 0 }, relu: false };

export const batchNormTrainAddon: AddonKernel<Attributes> = {
  name: 'TandemBatchNormTrain',
  takes: ({ x }) => x!.size > 0,
  run: ({ own }, { x, scale, offset }, { epsilon }) => {
    const [y, mean, , variance] = own('Norm', [x!, scale!, offset!], 4, {
      ...ofBatch,
      epsilon: { float: epsilon },
    });
    return [y!, mean!, variance!];
  },
};

export const batchNormTrainGradientAddon: AddonKernel<Attributes> = {
  name: 'TandemBatchNormTrainGradient',
  takes: ({ x }) => x!.size > 0,
  run: ({ op, own, scalar }, { x, dy, mean, variance, scale }, { epsilon }) => {
    const rstd = op('Rsqrt', [op('AddV2', [variance!, scalar(epsilon)])]);
    return own('NormGradient', [x!, dy!, mean!, rstd, scale!, scale!], 3, ofBatch);
  },
};
