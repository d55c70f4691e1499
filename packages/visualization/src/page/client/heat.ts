import { element } from './dom.ts';

/** Cells of a level of the network, in pixels of the picture. */
export interface MapLevel {
  readonly width: number;
  readonly height: number;
  readonly step: number;
  readonly origin: readonly [x: number, y: number];
}

/** A map as an image of a pixel a cell, and where it lies on the picture, in the picture's pixels. */
export interface Heat {
  readonly canvas: HTMLCanvasElement;
  readonly step: number;
  readonly left: number;
  readonly top: number;
}

/** A level, or the greatest of all levels at every cell of the finest, with a cell more at each side. */
export function heat(levels: readonly MapLevel[], values: Uint8Array, level: number): Heat {
  const { width, height, step, origin } = levels[Math.max(0, level)]!;
  const [columns, rows] = [width + 2, height + 2];
  const canvas = element('canvas', { width: columns, height: rows });
  const context = canvas.getContext('2d')!;
  const pixels = context.createImageData(columns, rows);
  let offset = 0;
  const starts = levels.map((each) => {
    const start = offset;
    offset += each.width * each.height;
    return start;
  });
  const shown = [...levels.keys()].filter((index) => level < 0 || index === level);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const x = origin[0] + (column - 1) * step;
      const y = origin[1] + (row - 1) * step;
      const value = shown.reduce(
        (greatest, index) => Math.max(greatest, values[starts[index]! + cellAt(levels[index]!, x, y)]!),
        0,
      );
      pixels.data.set([...colorOf(value / 255), 90 + 0.55 * value], 4 * (row * columns + column));
    }
  }
  context.putImageData(pixels, 0, 0);
  return { canvas, step, left: origin[0] - 1.5 * step, top: origin[1] - 1.5 * step };
}

/** The cell of a level that is nearest to a point. */
function cellAt({ width, height, step, origin }: MapLevel, x: number, y: number): number {
  const column = Math.min(width - 1, Math.max(0, Math.round((x - origin[0]) / step)));
  const row = Math.min(height - 1, Math.max(0, Math.round((y - origin[1]) / step)));
  return row * width + column;
}

/** Of matplotlib's map "magma", in five steps from black to pale yellow. */
const STOPS = [
  [0, 0, 4],
  [59, 15, 112],
  [140, 41, 129],
  [222, 73, 104],
  [254, 159, 109],
  [252, 253, 191],
] as const;

function colorOf(value: number): number[] {
  const at = Math.min(4.999, Math.max(0, value * 5));
  const index = Math.floor(at);
  const [low, high] = [STOPS[index]!, STOPS[index + 1]!];
  return low.map((from, channel) => Math.round(from + (at - index) * (high[channel]! - from)));
}
