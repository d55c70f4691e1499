import { expectThat } from '@tandem-det/base';
import type { Checkpoint, TensorSummary } from '../checkpoint.ts';
import { BYTES_PER_VALUE } from '../numbers/dtypes.ts';
import { type ByteSource, sourceOf } from '../safetensors/source.ts';
import { readLegacyFormat } from './legacy-format.ts';
import { metadataOf } from './metadata.ts';
import { findStateDict, type StateDictPlace } from './state-dict.ts';
import { checkView, elementsOf, readView } from './view.ts';
import { readZipFormat } from './zip-format.ts';

export interface PytorchOptions {
  /**
   * Keys on the way to the weights, joined by dots, such as `state_dict`; empty for the top.
   * Without it the usual ones are tried, and `stateDict` of the result says which.
   */
  readonly stateDict?: string | undefined;
}

/** An open file of PyTorch's: its pickle is read and checked, its tensors are read when asked for. */
export interface PytorchFile extends Checkpoint {
  /** Where in the file the tensors are; empty for the top. */
  readonly stateDict: string;
  /** Other places in the file with tensors, such as averaged weights. */
  readonly otherStateDicts: readonly StateDictPlace[];
}

/**
 * Opens a `.pth` or `.pt` file (of `torch.save`: the zip format or the one before PyTorch 1.6), or its
 * bytes, and reads no more than its pickle. Views are gathered by their strides; tensors that share a
 * storage are each read on their own.
 *
 * Nothing in a file is executed: what stands beside the weights may be of any class and is passed over. Throws an
 * ExpectationError, with the file and the tensor or storage, for weights that are no plain tensors, a file that ends early, a storage shorter than
 * declared, a tensor that reaches beyond its storage, and tensors that together are more than 16 times as
 * large as the file (views that repeat values could fill any memory).
 */
export async function openPytorch(
  from: string | Uint8Array | ByteSource,
  { stateDict }: PytorchOptions = {},
): Promise<PytorchFile> {
  const source = await sourceOf(from, 'checkpoint');
  try {
    return await openSource(source, stateDict);
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function openSource(source: ByteSource, wanted: string | undefined): Promise<PytorchFile> {
  const first = await source.read(0, 2);
  const zip = first[0] === 0x50 && first[1] === 0x4b;
  const content = await (zip ? readZipFormat(source) : readLegacyFormat(source));
  const { path, tensors, others } = findStateDict(source.name, content.root, wanted);
  const nameOf = (name: string) => `${source.name}, tensor "${name}"`;
  const entries = new Map<string, TensorSummary>();
  let total = 0;
  for (const [name, view] of tensors) {
    checkView(nameOf(name), view);
    const { dtype } = view.storage;
    total += elementsOf(view.shape) * BYTES_PER_VALUE[dtype];
    entries.set(name, { name, dtype, shape: view.shape });
  }
  const most = 16 * source.size + 2 ** 24;
  expectThat(total <= most, source.name, `tensors of at most ${most} bytes, for its size`, `${total}`);
  return {
    name: source.name,
    stateDict: path,
    otherStateDicts: others,
    entries,
    metadata: metadataOf(content.root),
    async read(name) {
      const view = tensors.get(name);
      expectThat(view !== undefined, source.name, `a tensor "${name}"`, 'none of that name');
      const data = await readView(nameOf(name), view, content);
      return { name, dtype: view.storage.dtype, shape: view.shape, data };
    },
    close: () => source.close(),
  };
}
