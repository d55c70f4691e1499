import { sizeOf } from '../../wasm/heap.ts';
import type { WasmKernel } from '../../wasm/kernel.ts';

type Shape4 = [number, number, number, number];

export const upsampleNearestWasm: WasmKernel<{ readonly height: number; readonly width: number }> = {
  name: 'TandemUpsampleNearest',
  run: ({ inputs, attributes, heap }) => {
    const x = inputs['x']!;
    const [batch, height, width, channels] = x.shape as Shape4;
    const y = heap.output([batch, attributes.height, attributes.width, channels]);
    heap.run('upsampleNearest', {
      parameters: [
        height,
        width,
        channels,
        attributes.height,
        attributes.width,
        heap.address(x),
        heap.address(y),
      ],
      items: batch * attributes.height,
      work: sizeOf(y),
    });
    return y;
  },
};

export const upsampleNearestGradientWasm: WasmKernel<{ readonly inputShape: readonly number[] }> = {
  name: 'TandemUpsampleNearestGradient',
  run: ({ inputs, attributes: { inputShape }, heap }) => {
    const dy = inputs['dy']!;
    const [batch, height, width, channels] = inputShape as Shape4;
    const [, rows, columns] = dy.shape as Shape4;
    const dx = heap.output(inputShape);
    heap.run('upsampleNearestGradient', {
      parameters: [height, width, channels, rows, columns, heap.address(dy), heap.address(dx)],
      items: batch * height,
      work: 2 * sizeOf(dy),
    });
    return dx;
  },
};
