import { type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { Native, NativeKernel } from '../../tensorflow/native.ts';
import { type SamplingAttributes, type SamplingGeometry, samplingGeometry } from './geometry.ts';
import { BORDER, borderedRows, type Corners, cornersOf, rowCount } from './tensorflow-corners.ts';

/** The samples as a sum of four gathers. */
export const deformableSamplesNative: NativeKernel<SamplingAttributes> = {
  name: 'TandemDeformableSamples',
  run: (native, { x, offsets, mask }, attributes) => {
    const { op } = native;
    const g = samplingGeometry('TandemDeformableSamples', x!.shape, attributes);
    rowCount(g);
    const rows = borderedRows(native, g, x!);
    const { places, factor } = cornersOf(native, g, offsets!, mask!);
    const samples = sumOneByOne(native, places, ({ index, weight }) =>
      op('Mul', [read(native, rows, index), column(native, op('Mul', [weight, factor]))]),
    );
    return native.reshape(samples, [g.batch, g.rows, g.columns, g.taps, g.channels]);
  },
};

/** As the host kernel does it, with the sums of products per corner from gathers and dx from segment sums. */
export const deformableSamplesGradientNative: NativeKernel<SamplingAttributes> = {
  name: 'TandemDeformableSamplesGradient',
  run: (native, { x, offsets, mask, dy }, attributes) => {
    const { op, reshape } = native;
    const g = samplingGeometry('TandemDeformableSamplesGradient', x!.shape, attributes);
    const count = rowCount(g);
    const rows = borderedRows(native, g, x!);
    const corners = cornersOf(native, g, offsets!, mask!);
    const upstream = reshape(dy!, [-1, g.groupChannels]);
    const sums = corners.places.map(({ index }) =>
      tidy(() => native.sum(op('Mul', [read(native, rows, index), upstream]), [1])),
    );
    const bordered = sumOneByOne(native, corners.places, ({ index, weight }) => {
      const part = op('Mul', [upstream, column(native, op('Mul', [weight, corners.factor]))]);
      return op('UnsortedSegmentSum', [part, index, reshape(native.integers([count]), [])]);
    });
    const padded = [g.batch, g.height + 2 * BORDER, g.width + 2 * BORDER, g.channels];
    const dx = op('Slice', [
      reshape(bordered, padded),
      native.integers([0, BORDER, BORDER, 0]),
      native.integers(x!.shape),
    ]);
    return [dx, ...coordinateGradients(native, g, corners, sums)];
  },
};

/** Gradients of the offsets and of the mask, from the sums of products of each corner. */
function coordinateGradients(
  { op, reshape, integers }: Native,
  g: SamplingGeometry,
  { places, below, right, factor }: Corners,
  sums: readonly Tensor[],
): [Tensor, Tensor] {
  const [a, b, c, d] = sums as [Tensor, Tensor, Tensor, Tensor];
  const between = (first: Tensor, last: Tensor, at: Tensor) =>
    op('AddV2', [first, op('Mul', [op('Sub', [last, first]), at])]);
  const gradients = [
    op('Mul', [factor, between(op('Sub', [c, a]), op('Sub', [d, b]), right)]),
    op('Mul', [factor, between(op('Sub', [b, a]), op('Sub', [d, c]), below)]),
  ];
  const { batch, rows, columns, taps, deformableGroups: groups } = g;
  const byPlace = [batch * rows * columns, taps, groups];
  const pairs = reshape(op('Pack', gradients, { N: { integer: 2 }, T: { type: 'float32' } }), [
    2,
    ...byPlace,
  ]);
  const weighted = sums.map((sum, corner) => op('Mul', [sum, places[corner]!.weight]));
  const dfactor = op('AddN', weighted, { N: { integer: 4 }, T: { type: 'float32' } });
  return [
    reshape(op('Transpose', [pairs, integers([1, 3, 2, 0])]), [batch, rows, columns, 2 * groups * taps]),
    reshape(op('Transpose', [reshape(dfactor, byPlace), integers([0, 2, 1])]), [
      batch,
      rows,
      columns,
      groups * taps,
    ]),
  ];
}

/** Σ part(item), without keeping more than one part beside the sum. */
function sumOneByOne<T>(native: Native, items: readonly T[], part: (item: T) => Tensor): Tensor {
  let sum: Tensor | undefined;
  for (const item of items) {
    const before = sum;
    sum = tidy(() => (before ? native.op('AddV2', [before, part(item)]) : part(item)));
    before?.dispose();
  }
  return sum!;
}

function read({ op, reshape, integers }: Native, rows: Tensor, index: Tensor): Tensor {
  return op('GatherV2', [rows, index, reshape(integers([0]), [])]);
}

/** [N] as [N, 1]. */
function column({ reshape }: Native, values: Tensor): Tensor {
  return reshape(values, [-1, 1]);
}
