import { STEP } from '../../wasm/elementwise.ts';
import { sizeOf } from '../../wasm/heap.ts';
import type { WasmKernel } from '../../wasm/kernel.ts';

export const reluWasm: WasmKernel = {
  name: 'TandemRelu',
  run: ({ inputs, heap }) => {
    const x = inputs['x']!;
    const y = heap.output(x.shape);
    const size = sizeOf(x);
    heap.run('relu', {
      parameters: [heap.address(x), heap.address(y), size],
      items: Math.ceil(size / STEP),
      work: size,
    });
    return y;
  },
};

export const reluGradientWasm: WasmKernel = {
  name: 'TandemReluGradient',
  run: ({ inputs, heap }) => {
    const y = inputs['y']!;
    const dx = heap.output(y.shape);
    const size = sizeOf(y);
    heap.run('reluGradient', {
      parameters: [heap.address(y), heap.address(inputs['dy']!), heap.address(dx), size],
      items: Math.ceil(size / STEP),
      work: size,
    });
    return dx;
  },
};
