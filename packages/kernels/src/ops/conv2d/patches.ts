import type { ConvolutionGeometry } from './geometry.ts';

/** Number of values in the patch that one output position reads from one group. */
export function patchSize(g: ConvolutionGeometry): number {
  return g.kernelHeight * g.kernelWidth * g.groupInputs;
}

/** Writes, for each kernel cell, the index in x of the first channel of the input cell that a position reads; -1 in the padding. */
export function patchCells(g: ConvolutionGeometry, position: number, cells: Int32Array): void {
  const column = position % g.outputWidth;
  const rows = (position - column) / g.outputWidth;
  const row = rows % g.outputHeight;
  const image = (rows - row) / g.outputHeight;
  const left = column * g.strideX - g.paddingX;
  const top = row * g.strideY - g.paddingY;
  let cell = 0;
  for (let v = 0; v < g.kernelHeight; v++) {
    const i = top + v * g.dilationY;
    const inside = i >= 0 && i < g.inputHeight;
    const line = (image * g.inputHeight + i) * g.inputWidth;
    for (let u = 0; u < g.kernelWidth; u++, cell++) {
      const j = left + u * g.dilationX;
      cells[cell] = inside && j >= 0 && j < g.inputWidth ? (line + j) * g.inputChannels : -1;
    }
  }
}

/** Copies a position's patch of one group into every fourth place of `target` from `start` on; padding is 0. */
export function gatherPatch(
  x: Float32Array,
  g: ConvolutionGeometry,
  group: number,
  cells: Int32Array,
  target: Float64Array,
  start: number,
): void {
  const channel = group * g.groupInputs;
  let place = start;
  for (let cell = 0; cell < cells.length; cell++) {
    const first = cells[cell]!;
    if (first < 0) {
      for (let c = 0; c < g.groupInputs; c++, place += 4) target[place] = 0;
    } else {
      const source = first + channel;
      for (let c = 0; c < g.groupInputs; c++, place += 4) target[place] = x[source + c]!;
    }
  }
}
