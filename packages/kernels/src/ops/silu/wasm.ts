import { STEP } from '../../wasm/elementwise.ts';
import { sizeOf } from '../../wasm/heap.ts';
import type { WasmKernel } from '../../wasm/kernel.ts';

export const siluWasm: WasmKernel = {
  name: 'TandemSilu',
  run: ({ inputs, heap }) => {
    const x = inputs['x']!;
    const y = heap.output(x.shape);
    const size = sizeOf(x);
    heap.run('silu', {
      parameters: [heap.address(x), heap.address(y), size],
      items: Math.ceil(size / STEP),
      work: 8 * size,
    });
    return y;
  },
};

export const siluGradientWasm: WasmKernel = {
  name: 'TandemSiluGradient',
  run: ({ inputs, heap }) => {
    const x = inputs['x']!;
    const dx = heap.output(x.shape);
    const size = sizeOf(x);
    heap.run('siluGradient', {
      parameters: [heap.address(x), heap.address(inputs['dy']!), heap.address(dx), size],
      items: Math.ceil(size / STEP),
      work: 10 * size,
    });
    return dx;
  },
};
