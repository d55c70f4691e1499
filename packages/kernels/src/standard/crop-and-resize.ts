import {
  add,
  addN,
  CropAndResize,
  type CropAndResizeAttrs,
  cast,
  clipByValue,
  floor,
  gather,
  greaterEqual,
  lessEqual,
  logicalAnd,
  mul,
  range,
  reshape,
  scalar,
  slice,
  stack,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  unsortedSegmentSum,
  zeros,
} from '@tensorflow/tfjs-core';
import type { GradientReplacement } from './replacement.ts';

/** Where the cells of an axis of N crops read their image. */
interface Axis {
  /** Coordinates of the image, [N, cells]. */
  readonly places: Tensor;
  /** How the places move with the first and the last side of the box, [1, cells] each. */
  readonly slopes: readonly [Tensor, Tensor];
  /** 1 where a place lies in the image, else 0. */
  readonly inside: Tensor;
}

/** `place = (first (1 - t) + last t) (size - 1)` with t from 0 to 1 over the cells, 1/2 for a single one. */
function axisOf(boxes: Tensor, side: number, cells: number, size: number): Axis {
  const t = reshape(cells === 1 ? range(0.5, 1) : mul(range(0, cells), 1 / (cells - 1)), [1, cells]);
  const last = mul(t, size - 1);
  const slopes = [sub(size - 1, last), last] as const;
  const sides = [side, side + 2].map((column) => slice(boxes, [0, column], [-1, 1]));
  const places = add(mul(sides[0]!, slopes[0]), mul(sides[1]!, slopes[1]));
  const inside = logicalAnd(greaterEqual(places, 0), lessEqual(places, size - 1));
  return { places, slopes, inside: cast(inside, 'float32') };
}

/** The cell before each place, as a whole number, and how far the place is from it; all inside the image. */
function cellsOf(
  { places }: Axis,
  size: number,
): { readonly low: Tensor; readonly high: Tensor; readonly part: Tensor } {
  const within = clipByValue(places, 0, size - 1);
  const low = floor(within);
  return { low, high: clipByValue(add(low, 1), 0, size - 1), part: sub(within, low) };
}

export const cropAndResizeGradient: GradientReplacement = {
  stock: 'none: throws',
  ours: 'of the image, and of the boxes where bilinear',
  gradient: {
    kernelName: CropAndResize,
    inputsToSave: ['image', 'boxes', 'boxInd'],
    gradFunc: (upstream, saved, attrs) => {
      const [image, boxes, boxInd] = saved as [Tensor, Tensor, Tensor];
      const { cropSize, method } = attrs as unknown as CropAndResizeAttrs;
      const [batch, height, width, channels] = image.shape as [number, number, number, number];
      const [rows, columns] = cropSize;
      const count = boxes.shape[0]!;
      const isBilinear = method === 'bilinear';
      const cells = count * rows * columns;

      const y = axisOf(boxes, 0, rows, height);
      const x = axisOf(boxes, 1, columns, width);
      const down = (tensor: Tensor) => reshape(tensor, [-1, rows, 1]);
      const across = (tensor: Tensor) => reshape(tensor, [-1, 1, columns]);
      const inside = mul(down(y.inside), across(x.inside)); // [N, rows, columns]
      const dy = mul(upstream as Tensor, reshape(inside, [count, rows, columns, 1]));
      /** Which of all images' cells lies in a row and a column, [N · rows · columns] int32. */
      const cellAt = (row: Tensor, column: Tensor): Tensor1D => {
        const start = mul(cast(boxInd, 'int32'), scalar(height * width, 'int32'));
        const within = add(mul(down(row), width), across(column));
        return reshape(add(reshape(start, [-1, 1, 1]), cast(within, 'int32')), [cells]);
      };
      const scatter = (share: Tensor, place: Tensor1D): Tensor => {
        const values = reshape(mul(dy, reshape(share, [-1, share.shape[1]!, share.shape[2]!, 1])), [
          cells,
          channels,
        ]);
        return unsortedSegmentSum(values, place, batch * height * width);
      };
      const [yCells, xCells] = [cellsOf(y, height), cellsOf(x, width)];
      const shareOf = ({ part }: { part: Tensor }, isHigh: boolean) => (isHigh ? part : sub(1, part));
      const corners = [false, true].flatMap((isBottom) =>
        [false, true].map((isRight) => ({ isBottom, isRight })),
      );

      const imageGradient = () => {
        if (!isBilinear) {
          const nearest = ({ places }: Axis, size: number) =>
            floor(add(clipByValue(places, 0, size - 1), 0.5));
          return reshape(scatter(inside, cellAt(nearest(y, height), nearest(x, width))), image.shape);
        }
        const parts = corners.map(({ isBottom, isRight }) =>
          scatter(
            mul(down(shareOf(yCells, isBottom)), across(shareOf(xCells, isRight))),
            cellAt(isBottom ? yCells.high : yCells.low, isRight ? xCells.high : xCells.low),
          ),
        );
        return reshape(addN(parts), image.shape);
      };

      const boxesGradient = () => {
        const flat = reshape(image, [batch * height * width, channels]);
        const valueAt = (isBottom: boolean, isRight: boolean) => {
          const place = cellAt(isBottom ? yCells.high : yCells.low, isRight ? xCells.high : xCells.low);
          // what the crop's gradient makes of a corner, [N, rows, columns]
          return sum(mul(dy, reshape(gather(flat, place), dy.shape)), 3);
        };
        const [topLeft, topRight, bottomLeft, bottomRight] = corners.map(({ isBottom, isRight }) =>
          valueAt(isBottom, isRight),
        ) as [Tensor, Tensor, Tensor, Tensor];
        const mix = (from: Tensor, to: Tensor, part: Tensor) => add(from, mul(sub(to, from), part));
        const xPart = across(xCells.part);
        const yPart = down(yCells.part);
        const perRow = sum(sub(mix(bottomLeft, bottomRight, xPart), mix(topLeft, topRight, xPart)), 2);
        const perColumn = sum(sub(mix(topRight, bottomRight, yPart), mix(topLeft, bottomLeft, yPart)), 1);
        const sides = [
          [perRow, y.slopes[0]],
          [perColumn, x.slopes[0]],
          [perRow, y.slopes[1]],
          [perColumn, x.slopes[1]],
        ] as const;
        return stack(
          sides.map(([moved, slope]) => sum(mul(moved, slope), 1)),
          1,
        );
      };
      return {
        image: imageGradient,
        boxInd: () => zeros(boxInd.shape),
        boxes: () => (isBilinear ? boxesGradient() : mul(boxes, 0)),
      };
    },
  },
};
