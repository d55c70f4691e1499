import type { ParameterStore } from '@tandem-det/core';
import { checkpointShape, toCheckpointOrder } from './layout.ts';
import { type TensorToWrite, writeSafetensors } from './safetensors/write.ts';

export interface SaveOptions {
  /** Class names in the order of the class index, kept in the file so that loading can compare them. */
  readonly classes?: readonly string[];
  /** Further texts for the file's metadata. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Writes every parameter of a store, running statistics included, to a safetensors file under the
 * reference names and in the reference layout (filters OIHW): PyTorch's safetensors reads it as it is.
 * The file is replaced as a whole or not at all (see `writeSafetensors`).
 */
export async function saveParameters(
  store: ParameterStore,
  path: string,
  { classes, metadata = {} }: SaveOptions = {},
): Promise<void> {
  const tensors: TensorToWrite[] = [];
  for (const { name, variable, layout } of store.all) {
    const values = (await variable.data<'float32'>()) as Float32Array;
    tensors.push({
      name,
      shape: checkpointShape(layout, variable.shape),
      data: toCheckpointOrder(layout, variable.shape, values),
    });
  }
  await writeSafetensors(path, tensors, {
    format: 'pt',
    ...metadata,
    ...(classes === undefined ? {} : { classes: JSON.stringify(classes) }),
  });
}
