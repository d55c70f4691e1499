import { expectThat } from '@tandem-det/base';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Native } from '../../tensorflow/native.ts';
import type { SamplingGeometry } from './geometry.ts';

/** Cells of zeros around x: each coordinate is clamped to where no corner of it is in x. */
export const BORDER = 2;

/** The corners of all samples, in the order image, row, column, position of the filter, deformable group. */
export interface Corners {
  /** For each corner (above left, above right, below …): where it is read, and its weight, [N] each. */
  readonly places: readonly { readonly index: Tensor; readonly weight: Tensor }[];
  /** Distance below the upper corners, and right of the left ones, [N]. */
  readonly below: Tensor;
  readonly right: Tensor;
  /** The mask, [N]. */
  readonly factor: Tensor;
}

/** x with its border, as rows of the channels of one cell and deformable group. */
export function borderedRows(native: Native, g: SamplingGeometry, x: Tensor): Tensor {
  const border = native.reshape(native.integers([0, 0, BORDER, BORDER, BORDER, BORDER, 0, 0]), [4, 2]);
  return native.reshape(native.op('Pad', [x, border]), [-1, g.groupChannels]);
}

/** Number of those rows. Indices are computed in float32, on the device of the offsets. */
export function rowCount(g: SamplingGeometry): number {
  const count = g.batch * (g.height + 2 * BORDER) * (g.width + 2 * BORDER) * g.deformableGroups;
  expectThat(
    count <= 2 ** 24,
    'deformableConv2d',
    'at most 2 ** 24 cells of x times deformable groups',
    String(count),
    'Use a smaller batch or smaller images.',
  );
  return count;
}

/** Finds the corners of all samples. offsets [B, H', W', 2·D·U·V], mask [B, H', W', D·U·V]. */
export function cornersOf(native: Native, g: SamplingGeometry, offsets: Tensor, mask: Tensor): Corners {
  const { op, reshape, scalar, integers } = native;
  const { batch, rows, columns, taps, deformableGroups: groups, width } = g;
  const order = [batch, rows, columns, taps, groups];
  const pairs = reshape(offsets, [batch * rows * columns, groups, taps, 2]);
  const [dy, dx] = native.ops('Unpack', [op('Transpose', [pairs, integers([3, 0, 2, 1])])], 2, {
    axis: { integer: 0 },
    num: { integer: 2 },
  }) as [Tensor, Tensor];
  const table = (shape: readonly number[], value: (i: number, tap: number) => number) => {
    const values = Array.from({ length: shape[1]! * shape[2]! * taps }, (_, at) =>
      value(Math.floor(at / taps), at % taps),
    );
    return native.floats(values, shape);
  };
  const clamped = (offset: Tensor, start: Tensor, size: number) => {
    const moved = op('AddV2', [reshape(offset, order), start]);
    return op('Minimum', [op('Maximum', [moved, scalar(-BORDER)]), scalar(size)]);
  };
  const u = (tap: number) => Math.floor(tap / g.kernelWidth) * g.dilation[0] - g.padding[0];
  const v = (tap: number) => (tap % g.kernelWidth) * g.dilation[1] - g.padding[1];
  const y = clamped(
    dy,
    table([1, rows, 1, taps, 1], (i, tap) => i * g.stride[0] + u(tap)),
    g.height,
  );
  const x = clamped(
    dx,
    table([1, 1, columns, taps, 1], (j, tap) => j * g.stride[1] + v(tap)),
    width,
  );
  // a coordinate of NaN has a cell as well, and weights of NaN
  const cell = (at: Tensor) => op('Floor', [op('SelectV2', [op('IsNan', [at]), scalar(0), at])]);
  const [top, left] = [cell(y), cell(x)];
  const [below, right] = [op('Sub', [y, top]), op('Sub', [x, left])];
  const [above, before] = [op('Sub', [scalar(1), below]), op('Sub', [scalar(1), right])];

  const line = width + 2 * BORDER;
  const imageLines = g.height + 2 * BORDER;
  const image = native.floats(
    Array.from({ length: batch }, (_, b) => b * imageLines + BORDER),
    [batch, 1, 1, 1, 1],
  );
  const group = native.floats(
    Array.from({ length: groups }, (_, d) => BORDER * groups + d),
    [1, 1, 1, 1, groups],
  );
  const corner = op('AddV2', [op('Mul', [op('AddV2', [top, image]), scalar(line)]), left]);
  const first = op('AddV2', [op('Mul', [corner, scalar(groups)]), group]);
  const flat = (tensor: Tensor) => reshape(tensor, [-1]);
  const place = (shift: number, vertical: Tensor, horizontal: Tensor) => ({
    index: op('Cast', [flat(op('AddV2', [first, scalar(shift * groups)]))], {
      SrcT: { type: 'float32' },
      DstT: { type: 'int32' },
    }),
    weight: flat(op('Mul', [vertical, horizontal])),
  });
  return {
    places: [
      place(0, above, before),
      place(1, above, right),
      place(line, below, before),
      place(line + 1, below, right),
    ],
    below: flat(below),
    right: flat(right),
    factor: flat(
      op('Transpose', [reshape(mask, [batch * rows * columns, groups, taps]), integers([0, 2, 1])]),
    ),
  };
}
