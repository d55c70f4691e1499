import { chunksOf, partialSums } from '../../wasm/chunks.ts';
import { sizeOf } from '../../wasm/heap.ts';
import type { WasmKernel } from '../../wasm/kernel.ts';
import { joinSums } from '../../wasm/moments.ts';

export const channelSumWasm: WasmKernel = {
  name: 'TandemChannelSum',
  run: ({ inputs, heap }) => {
    const x = inputs['x']!;
    const channels = x.shape.at(-1)!;
    const y = heap.output([channels]);
    const cut = chunksOf(1, sizeOf(x) / channels, channels);
    const partial = partialSums(heap, 'channelSums', cut, [heap.address(x)]);
    heap.floats(heap.address(y), channels).set(joinSums(partial, cut, 1));
    return y;
  },
};

export const channelAffineWasm: WasmKernel = {
  name: 'TandemChannelAffine',
  run: ({ inputs, heap }) => {
    const x = inputs['x']!;
    const channels = x.shape.at(-1)!;
    const y = heap.output(x.shape);
    const cut = chunksOf(1, sizeOf(x) / channels, channels);
    heap.run('channelAffine', {
      parameters: [
        ...cut.parameters,
        heap.address(x),
        heap.address(y),
        heap.address(inputs['multiply']!),
        heap.address(inputs['add']!),
      ],
      items: cut.items,
      work: 2 * cut.size,
    });
    return y;
  },
};
