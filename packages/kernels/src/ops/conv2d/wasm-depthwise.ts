import type { Band } from '../../wasm/band.ts';
import type { Heap } from '../../wasm/heap.ts';
import type { ConvolutionGeometry } from './geometry.ts';
import { ACTIVATIONS, type Product } from './wasm-product.ts';

/** Whether each channel is convolved by itself. */
export function isDepthwise({ groups, groupInputs, groupOutputs }: ConvolutionGeometry): boolean {
  return groups > 1 && groupInputs === 1 && groupOutputs === 1;
}

/** The kernels' first parameters; `numbers` are those of the taps in the filter, row by row. */
function parametersOf(heap: Heap, band: Band, numbers: readonly number[]): number[] {
  const { tapsY, tapsX } = band;
  const words = [...tapsY, ...tapsX, ...numbers];
  const taps = heap.temporary(4 * words.length);
  heap.integers(taps, words.length).set(words);
  const across = taps + 4 * tapsY.length;
  return [
    band.source,
    band.height,
    band.width,
    band.channels,
    band.rows,
    band.columns,
    band.stepY,
    band.stepX,
    band.originY,
    band.originX,
    taps,
    tapsY.length,
    across,
    tapsX.length,
    across + 4 * tapsX.length,
  ];
}

const scratchOf = (taps: number) => 8 + 8 * taps;

/** The product where every channel of the source has one of the target and of the filter. */
export function computeDepthwise(heap: Heap, { band, filter, bias, activation, target }: Product): void {
  const { batch, rows, columns, channels } = band;
  heap.run('depthwise', {
    parameters: [
      ...parametersOf(heap, band, filter.taps),
      filter.address,
      bias,
      target.address,
      4 * target.pixel,
      4 * target.row,
      4 * target.image,
      activation ? ACTIVATIONS[activation] : 0,
    ],
    items: batch * rows,
    work: 2 * batch * rows * columns * channels * (filter.taps.length + 1),
    scratch: scratchOf(filter.taps.length),
  });
}

/** Items that the rows are cut into, at most: always alike, so that the sums do not depend on the threads. */
const ITEMS = 32;

/** The sums over all places of each tap's source values times dy, written to `target`: [taps][channels]. */
export function sumDepthwise(
  heap: Heap,
  band: Band,
  { dy, target }: { readonly dy: number; readonly target: number },
): void {
  const { batch, rows, columns, channels, tapsY, tapsX } = band;
  const itemRows = Math.max(1, Math.ceil((batch * rows) / ITEMS));
  const items = Math.ceil((batch * rows) / itemRows);
  const taps = tapsY.length * tapsX.length;
  const size = taps * channels;
  const sums = heap.temporary(4 * items * size);
  const numbers = Array.from({ length: taps }, (_, tap) => tap);
  heap.run('depthwiseFilterGradient', {
    parameters: [...parametersOf(heap, band, numbers), dy, sums, batch, itemRows],
    items,
    work: 2 * batch * rows * columns * size,
    scratch: scratchOf(taps),
  });
  const parts = heap.floats(sums, items * size);
  const totals = new Float64Array(size);
  for (let i = 0; i < parts.length; i++) totals[i % size]! += parts[i]!;
  heap.floats(target, size).set(totals);
}
