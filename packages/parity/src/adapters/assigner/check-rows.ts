import type { Tensor } from '@tensorflow/tfjs-core';
import type { CaseContext } from '../../adapter.ts';

/** Checks a tensor [B, ...] image by image, as `name.0`, `name.1`, ... */
export async function checkImages({ check }: CaseContext, name: string, tensor: Tensor): Promise<void> {
  const [images, ...shape] = tensor.shape;
  const data = await tensor.data();
  const size = data.length / images!;
  for (let image = 0; image < images!; image++) {
    check(`${name}.${image}`, { shape, data: data.subarray(image * size, (image + 1) * size) });
  }
}
