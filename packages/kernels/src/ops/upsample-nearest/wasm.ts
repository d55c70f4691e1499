import { registerSimdKernel, sizeOf } from '../../wasm/heap.ts';

type Shape4 = [number, number, number, number];

registerSimdKernel<{ readonly height: number; readonly width: number }>(
  'TandemUpsampleNearest',
  ({ inputs, attributes, heap }) => {
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
);

registerSimdKernel<{ readonly inputShape: readonly number[] }>(
  'TandemUpsampleNearestGradient',
  ({ inputs, attributes: { inputShape }, heap }) => {
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
);
