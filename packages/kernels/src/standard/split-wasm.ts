import { backend_util, SplitV, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { engineOf, type TfjsWasmBackend, withHeap } from '../wasm/heap.ts';
import type { KernelReplacement } from './replacement.ts';

/** The gradient of a concatenation. */
export const splitKernel: KernelReplacement = {
  name: SplitV,
  isFaster: true,
  stock: 'copies one value at a time',
  ours: 'rows at once, on several threads',
  compute: (original) => (call) => {
    const x = call.inputs['x'] as TensorInfo;
    if (x.dtype !== 'float32' && x.dtype !== 'int32') return original(call);
    const attributes = call.attrs as unknown as {
      readonly numOrSizeSplits: number[] | number;
      readonly axis: number;
    };
    const axis = util.parseAxisParam(attributes.axis, x.shape)[0]!;
    const sizes = backend_util.prepareSplitSize(x as never, attributes.numOrSizeSplits, axis);
    const rows = util.sizeFromShape(x.shape.slice(0, axis));
    const inner = util.sizeFromShape(x.shape.slice(axis + 1));
    const backend = call.backend as TfjsWasmBackend;
    const dtype = x.dtype;
    return withHeap(backend, engineOf(backend.wasm), (heap) => {
      let first = 0;
      return sizes.map((size) => {
        const output = backend.makeOutput(x.shape.with(axis, size), dtype);
        heap.run('copyRows', {
          parameters: [
            heap.address(x) + 4 * first * inner,
            4 * x.shape[axis]! * inner,
            heap.address(output),
            size * inner,
          ],
          items: rows,
          work: rows * size * inner,
        });
        first += size;
        return output;
      });
    });
  },
};
