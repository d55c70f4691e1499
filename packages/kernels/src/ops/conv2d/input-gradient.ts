import { multiplyPanels, panelsFor, TILE } from '../../host/tile.ts';
import type { ConvolutionGeometry } from './geometry.ts';
import { patchCells, patchSize } from './patches.ts';

/** dx: each position's dy against the transposed filter gives its patch's gradient, which is added into dx. */
export function convolveInputGradient(
  dy: Float32Array,
  filter: Float32Array,
  dx: Float32Array,
  g: ConvolutionGeometry,
): void {
  const depth = g.groupOutputs;
  const patch = patchSize(g);
  const panels = panelsFor(patch);
  const packed = new Float64Array(panels * depth * TILE);
  const rows = new Float64Array(depth * TILE);
  const gradients = new Float64Array(TILE * panels * TILE);
  const cells = new Int32Array(g.kernelHeight * g.kernelWidth);
  const tile = new Float64Array(TILE * TILE);
  const positions = g.batch * g.outputHeight * g.outputWidth;
  dx.fill(0);
  for (let group = 0; group < g.groups; group++) {
    const firstOutput = group * g.groupOutputs;
    const firstInput = group * g.groupInputs;
    for (let panel = 0; panel < panels; panel++) {
      for (let lane = 0; lane < TILE; lane++) {
        const k = panel * TILE + lane;
        for (let o = 0; o < depth; o++) {
          packed[(panel * depth + o) * TILE + lane] =
            k < patch ? filter[k * g.outputChannels + firstOutput + o]! : 0;
        }
      }
    }
    for (let position = 0; position < positions; position += TILE) {
      const lanes = Math.min(TILE, positions - position);
      for (let lane = 0; lane < lanes; lane++) {
        const source = (position + lane) * g.outputChannels + firstOutput;
        for (let o = 0; o < depth; o++) rows[o * TILE + lane] = dy[source + o]!;
      }
      for (let panel = 0; panel < panels; panel++) {
        multiplyPanels(rows, 0, packed, panel * depth * TILE, depth, tile);
        for (let lane = 0; lane < TILE; lane++) {
          const target = (lane * panels + panel) * TILE;
          for (let k = 0; k < TILE; k++) gradients[target + k] = tile[lane * TILE + k]!;
        }
      }
      for (let lane = 0; lane < lanes; lane++) {
        patchCells(g, position + lane, cells);
        let source = lane * panels * TILE;
        for (let cell = 0; cell < cells.length; cell++, source += g.groupInputs) {
          if (cells[cell]! < 0) continue;
          const target = cells[cell]! + firstInput;
          for (let c = 0; c < g.groupInputs; c++) dx[target + c]! += gradients[source + c]!;
        }
      }
    }
  }
}
