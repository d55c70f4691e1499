import { multiplyPanels, panelsFor, TILE } from '../../host/tile.ts';
import type { ConvolutionGeometry } from './geometry.ts';
import { patchCells, patchSize } from './patches.ts';

/** Output positions whose products are summed before they are added to the filter's gradient. */
const CHUNK = 128;

/** dfilter = Σ over positions of patch × dy, a chunk of positions at a time, summed in float64. */
export function convolveFilterGradient(
  x: Float32Array,
  dy: Float32Array,
  dfilter: Float32Array,
  g: ConvolutionGeometry,
): void {
  const patch = patchSize(g);
  const patchPanels = panelsFor(patch);
  const outputPanels = panelsFor(g.groupOutputs);
  const patches = new Float64Array(patchPanels * CHUNK * TILE);
  const rows = new Float64Array(outputPanels * CHUNK * TILE);
  const sums = new Float64Array(patchPanels * outputPanels * TILE * TILE);
  const cells = new Int32Array(g.kernelHeight * g.kernelWidth);
  const tile = new Float64Array(TILE * TILE);
  const positions = g.batch * g.outputHeight * g.outputWidth;
  for (let group = 0; group < g.groups; group++) {
    const firstOutput = group * g.groupOutputs;
    const firstInput = group * g.groupInputs;
    sums.fill(0);
    for (let start = 0; start < positions; start += CHUNK) {
      const length = Math.min(CHUNK, positions - start);
      for (let p = 0; p < length; p++) {
        patchCells(g, start + p, cells);
        let k = 0;
        for (let cell = 0; cell < cells.length; cell++) {
          const source = cells[cell]! + firstInput;
          const inside = cells[cell]! >= 0;
          for (let c = 0; c < g.groupInputs; c++, k++) {
            patches[((k >> 2) * CHUNK + p) * TILE + (k & 3)] = inside ? x[source + c]! : 0;
          }
        }
        const source = (start + p) * g.outputChannels + firstOutput;
        for (let o = 0; o < g.groupOutputs; o++) {
          rows[((o >> 2) * CHUNK + p) * TILE + (o & 3)] = dy[source + o]!;
        }
      }
      for (let i = 0, place = 0; i < patchPanels; i++) {
        for (let j = 0; j < outputPanels; j++, place += TILE * TILE) {
          multiplyPanels(patches, i * CHUNK * TILE, rows, j * CHUNK * TILE, length, tile);
          for (let t = 0; t < TILE * TILE; t++) sums[place + t]! += tile[t]!;
        }
      }
    }
    for (let k = 0; k < patch; k++) {
      for (let o = 0; o < g.groupOutputs; o++) {
        const block = (k >> 2) * outputPanels + (o >> 2);
        dfilter[k * g.outputChannels + firstOutput + o] =
          sums[block * TILE * TILE + (k & 3) * TILE + (o & 3)]!;
      }
    }
  }
}
