import { type Heap, sizeOf } from '../../wasm/heap.ts';
import type { WasmKernel } from '../../wasm/kernel.ts';
import { placesOf } from './places.ts';

type Shape4 = [number, number, number, number];

/** Writes where an axis of `size` reads one of `input` cells, as the kernels take it, and returns the address. */
function writePlaces(heap: Heap, input: number, size: number, alignCorners: boolean): number {
  const { lower, upper, part } = placesOf(input, size, alignCorners);
  const address = heap.temporary(12 * size);
  const integers = heap.integers(address, 3 * size);
  const floats = heap.floats(address, 3 * size);
  for (let i = 0; i < size; i++) {
    integers[3 * i] = lower[i]!;
    integers[3 * i + 1] = upper[i]!;
    floats[3 * i + 2] = part[i]!;
  }
  return address;
}

interface Resizing {
  /** Of the images without and with values between cells. */
  readonly shapes: readonly [Shape4, Shape4];
  readonly alignCorners: boolean;
  readonly source: number;
  readonly target: number;
}

function parametersOf(heap: Heap, { shapes, alignCorners, source, target }: Resizing): number[] {
  const [[, height, width, channels], [, rows, columns]] = shapes;
  const down = writePlaces(heap, height, rows, alignCorners);
  const across = writePlaces(heap, width, columns, alignCorners);
  return [height, width, channels, rows, columns, source, target, down, across];
}

export const upsampleBilinearWasm: WasmKernel<{
  readonly height: number;
  readonly width: number;
  readonly alignCorners: boolean;
}> = {
  name: 'TandemUpsampleBilinear',
  run: ({ inputs, attributes: { height, width, alignCorners }, heap }) => {
    const x = inputs['x']!;
    const shape = x.shape as Shape4;
    const y = heap.output([shape[0], height, width, shape[3]]);
    const shapes = [shape, y.shape as Shape4] as const;
    heap.run('upsampleBilinear', {
      parameters: parametersOf(heap, {
        shapes,
        alignCorners,
        source: heap.address(x),
        target: heap.address(y),
      }),
      items: shape[0] * height,
      work: 2 * sizeOf(y),
      scratch: 4 * shape[2] * shape[3],
    });
    return y;
  },
};

export const upsampleBilinearGradientWasm: WasmKernel<{
  readonly inputShape: readonly number[];
  readonly alignCorners: boolean;
}> = {
  name: 'TandemUpsampleBilinearGradient',
  run: ({ inputs, attributes: { inputShape, alignCorners }, heap }) => {
    const dy = inputs['dy']!;
    const [batch, height] = inputShape as Shape4;
    const [, , columns, channels] = dy.shape as Shape4;
    const dx = heap.output(inputShape);
    const shapes = [inputShape as Shape4, dy.shape as Shape4] as const;
    heap.run('upsampleBilinearGradient', {
      parameters: parametersOf(heap, {
        shapes,
        alignCorners,
        source: heap.address(dy),
        target: heap.address(dx),
      }),
      items: batch * height,
      work: 4 * sizeOf(dy),
      scratch: 4 * columns * channels,
    });
    return dx;
  },
};
