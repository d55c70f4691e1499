import type { Heap } from '../../wasm/heap.ts';
import type { WasmKernel } from '../../wasm/kernel.ts';
import { convolvedSize } from '../conv2d/geometry.ts';
import type { MaxPoolAttributes } from './max-pool-2d.ts';

type Shape4 = [number, number, number, number];

export const maxPoolWasm: WasmKernel<MaxPoolAttributes> = {
  name: 'TandemMaxPool2D',
  run: ({ inputs, attributes, heap }) => {
    const x = inputs['x']!;
    const { size, stride, padding } = attributes;
    const [batch, height, width, channels] = x.shape as Shape4;
    const rows = convolvedSize(height, size[0], stride[0], padding[0]);
    const columns = convolvedSize(width, size[1], stride[1], padding[1]);
    const y = heap.output([batch, rows, columns, channels]);
    heap.run('maxPool', {
      parameters: [
        ...poolParameters(x.shape as Shape4, [rows, columns], attributes),
        heap.address(x),
        heap.address(y),
      ],
      items: batch * rows,
      work: batch * rows * columns * channels * size[0] * size[1],
    });
    return y;
  },
};

export const maxPoolGradientWasm: WasmKernel<MaxPoolAttributes> = {
  name: 'TandemMaxPool2DGradient',
  run: ({ inputs, attributes, heap }) => {
    const [x, y, dy] = ['x', 'y', 'dy'].map((name) => inputs[name]!) as [Input, Input, Input];
    const [batch, height, width, channels] = x.shape as Shape4;
    const [, rows, columns] = y.shape as Shape4;
    const dx = heap.output(x.shape);
    heap.run('maxPoolGradient', {
      parameters: [
        ...poolParameters(x.shape as Shape4, [rows, columns], attributes),
        ...[x, y, dy, dx].map((tensor) => heap.address(tensor)),
      ],
      items: batch * Math.ceil(channels / 16),
      work:
        batch * channels * (height * width + 4 * rows * columns * attributes.size[0] * attributes.size[1]),
    });
    return dx;
  },
};

type Input = Parameters<Heap['address']>[0];

function poolParameters(
  [, height, width, channels]: Shape4,
  [rows, columns]: readonly [number, number],
  { size, stride, padding }: MaxPoolAttributes,
): number[] {
  return [height, width, channels, rows, columns, ...size, ...stride, ...padding];
}
