import type { TensorInfo } from '@tensorflow/tfjs-core';
import { STEP } from '../../wasm/elementwise.ts';
import { sizeOf } from '../../wasm/heap.ts';
import type { WasmKernel } from '../../wasm/kernel.ts';

/** How the rows of a [..., K], each with its b, are cut into items. */
function cut(a: TensorInfo, b: TensorInfo) {
  const rows = sizeOf(b);
  const classes = a.shape.at(-1)!;
  const rowsOfItem = Math.max(1, Math.ceil(STEP / Math.max(1, classes)));
  return { sizes: [classes, rows, rowsOfItem], items: Math.ceil(rows / rowsOfItem), rowsOfItem };
}

export const geometricMeanLogitWasm: WasmKernel = {
  name: 'TandemGeometricMeanLogit',
  run: ({ inputs, heap }) => {
    const [a, b] = [inputs['a']!, inputs['b']!];
    const y = heap.output(a.shape);
    const { sizes, items, rowsOfItem } = cut(a, b);
    heap.run('geometricMeanLogit', {
      parameters: [...[a, b, y].map((tensor) => heap.address(tensor)), ...sizes],
      items,
      work: 24 * (sizeOf(a) + sizeOf(b)),
      scratch: 4 * rowsOfItem,
    });
    return y;
  },
};

export const geometricMeanLogitGradientWasm: WasmKernel = {
  name: 'TandemGeometricMeanLogitGradient',
  run: ({ inputs, heap }) => {
    const [a, b, dy] = [inputs['a']!, inputs['b']!, inputs['dy']!];
    const [da, db] = [heap.output(a.shape), heap.output(b.shape)];
    const { sizes, items, rowsOfItem } = cut(a, b);
    heap.run('geometricMeanLogitGradient', {
      parameters: [...[a, b, dy, da, db].map((tensor) => heap.address(tensor)), ...sizes],
      items,
      work: 24 * (sizeOf(a) + sizeOf(b)),
      scratch: 8 * rowsOfItem,
    });
    return [da, db];
  },
};
