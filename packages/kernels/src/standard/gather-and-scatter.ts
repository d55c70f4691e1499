import {
  GatherNd,
  gatherND,
  ScatterNd,
  scatterND,
  type Tensor,
  TensorScatterUpdate,
  tensorScatterUpdate,
  zeros,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { GradientReplacement } from './replacement.ts';

export const gatherNdGradient: GradientReplacement = {
  stock: 'none: throws',
  ours: 'the sum of what each place was read for',
  gradient: {
    kernelName: GatherNd,
    inputsToSave: ['params', 'indices'],
    gradFunc: (dy, saved) => {
      const [params, indices] = saved as [Tensor, Tensor];
      return {
        params: () => scatterND(indices, dy as Tensor, params.shape as never),
        indices: () => zeros(indices.shape),
      };
    },
  },
};

export const scatterNdGradient: GradientReplacement = {
  stock: 'none: throws',
  ours: 'read from where each value was added',
  gradient: {
    kernelName: ScatterNd,
    inputsToSave: ['indices'],
    gradFunc: (dy, saved) => {
      const [indices] = saved as [Tensor];
      return {
        updates: () => gatherND(dy as Tensor, indices),
        indices: () => zeros(indices.shape),
      };
    },
  },
};

export const tensorScatterUpdateGradient: GradientReplacement = {
  stock: 'none: throws',
  ours: 'of the updates as for ScatterNd, of the tensor 0 where it was written over',
  gradient: {
    kernelName: TensorScatterUpdate,
    inputsToSave: ['indices', 'updates'],
    gradFunc: (upstream, saved) => {
      const dy = upstream as Tensor;
      const [indices, updates] = saved as [Tensor, Tensor];
      return {
        tensor: () => tensorScatterUpdate(dy, indices, zerosLike(updates)),
        updates: () => gatherND(dy, indices),
        indices: () => zeros(indices.shape),
      };
    },
  },
};
