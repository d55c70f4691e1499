import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { type KernelFunc, type TensorInfo, Transform, util } from '@tensorflow/tfjs-core';
import type { KernelReplacement } from './replacement.ts';

/** tfjs's cpu kernel, which is right for one image, for each image of a batch. */
export function transformEachImage(original: KernelFunc): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const { image, transforms } = inputs as { image: TensorInfo; transforms: TensorInfo };
    const cpu = backend as MathBackendCPU;
    const [batch, ...shape] = image.shape as [number, ...number[]];
    const size = util.sizeFromShape(shape);
    const cells = cpu.readSync(image.dataId) as Float32Array;
    const matrices = cpu.readSync(transforms.dataId) as Float32Array;
    const results = Array.from({ length: batch }, (_, index) => {
      const row = transforms.shape[0] === 1 ? 0 : index;
      const one = {
        image: cpu.makeTensorInfo([1, ...shape], image.dtype, cells.slice(index * size, (index + 1) * size)),
        transforms: cpu.makeTensorInfo([1, 8], 'float32', matrices.slice(8 * row, 8 * row + 8)),
      };
      const result = original({ inputs: one, attrs: attrs!, backend }) as TensorInfo;
      const values = cpu.readSync(result.dataId) as Float32Array;
      for (const { dataId } of [one.image, one.transforms, result]) cpu.disposeData(dataId);
      return { shape: result.shape, values };
    });
    const outputShape = results[0]!.shape.with(0, batch);
    const values = new Float32Array(util.sizeFromShape(outputShape));
    for (const [index, result] of results.entries()) values.set(result.values, index * result.values.length);
    return cpu.makeTensorInfo(outputShape, image.dtype, values);
  };
}

export const transformKernel: KernelReplacement = {
  name: Transform,
  stock: 'returns 0 for every image but the first',
  ours: 'one image after the other',
  compute: transformEachImage,
};
