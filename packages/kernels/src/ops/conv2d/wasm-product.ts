import { type Band, planBand } from '../../wasm/band.ts';
import type { Heap } from '../../wasm/heap.ts';
import type { FusedActivation } from './fused-activation.ts';

/** A convolution with a filter [taps][inputs][outputs], or with that filter's transpose. */
export interface Product {
  readonly band: Band;
  readonly filter: {
    /** Address of the group's first value. */
    readonly address: number;
    /** Channels of one group. */
    readonly inputs: number;
    readonly outputs: number;
    /** Output channels of all groups. */
    readonly allOutputs: number;
    /** Numbers of the taps in the order in which the band reads them, row by row. */
    readonly taps: readonly number[];
    /** Whether the source has the filter's output channels, and the target its input channels. */
    readonly isTransposed: boolean;
  };
  /** Address of one value per target channel, or 0. */
  readonly bias: number;
  readonly activation?: FusedActivation;
  readonly target: {
    readonly address: number;
    /** Values from one place of the output grid to the next, to the next row, to the next image. */
    readonly pixel: number;
    readonly row: number;
    readonly image: number;
  };
}

/** What the kernels call them. */
export const ACTIVATIONS = { relu: 1, silu: 2 } as const;

/** Computes a product on all threads: packs the filter, then convolves. */
export function computeProduct(heap: Heap, { band, filter, bias, activation, target }: Product): void {
  const plan = planBand(band);
  const depth = filter.isTransposed ? filter.outputs : filter.inputs;
  const channels = filter.isTransposed ? filter.inputs : filter.outputs;
  const blocks = Math.ceil(channels / 8);
  const tapCount = filter.taps.length;
  const runCount = plan.runs.length;
  const packed = heap.temporary(32 * blocks * tapCount * depth);
  const biases = heap.temporary(32 * blocks);
  const taps = heap.temporary(4 * tapCount);
  const runs = heap.temporary(8 * runCount);
  const places = plan.bandRows * band.columns + 4;
  heap.integers(taps, tapCount).set(filter.taps);
  heap.integers(runs, 2 * runCount).set(plan.runs.flat());
  heap.floats(biases, 8 * blocks).fill(0);
  if (bias !== 0) heap.floats(biases, channels).set(heap.floats(bias, channels));
  const values = tapCount * depth * channels;
  heap.run(filter.isTransposed ? 'packTransposedFilter' : 'packFilter', {
    parameters: [
      filter.address,
      taps,
      tapCount,
      filter.inputs,
      filter.outputs,
      4 * filter.allOutputs,
      packed,
    ],
    items: blocks * tapCount,
    work: values,
  });
  heap.run('convolve', {
    parameters: [
      ...plan.parameters,
      runCount,
      plan.runLength,
      runs,
      packed,
      blocks,
      biases,
      target.address,
      4 * target.pixel,
      4 * target.row,
      4 * target.image,
      channels,
      activation ? ACTIVATIONS[activation] : 0,
    ],
    items: plan.bands * blocks,
    work: 2 * band.batch * band.rows * band.columns * (values + channels),
    scratch: 4 * runCount + 4 * plan.bandRows + 8 * places + plan.copyBytes,
  });
}
