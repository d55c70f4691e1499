import { sigmoid } from '../../host/sigmoid.ts';
import { multiplyPanels, panelsFor, TILE } from '../../host/tile.ts';
import type { FusedActivation } from './fused-activation.ts';
import type { ConvolutionGeometry } from './geometry.ts';
import { gatherPatch, patchCells, patchSize } from './patches.ts';

/** y = activation of the convolution of x with filter, plus bias: patches of four positions at a time against the packed filter. */
export function convolve(
  x: Float32Array,
  filter: Float32Array,
  bias: Float32Array | null,
  y: Float32Array,
  g: ConvolutionGeometry,
  activation?: FusedActivation,
): void {
  const depth = patchSize(g);
  const panels = panelsFor(g.groupOutputs);
  const packed = new Float64Array(panels * depth * TILE);
  const patches = new Float64Array(depth * TILE);
  const cells = new Int32Array(g.kernelHeight * g.kernelWidth);
  const tile = new Float64Array(TILE * TILE);
  const positions = g.batch * g.outputHeight * g.outputWidth;
  for (let group = 0; group < g.groups; group++) {
    const firstOutput = group * g.groupOutputs;
    for (let panel = 0; panel < panels; panel++) {
      for (let k = 0; k < depth; k++) {
        for (let lane = 0; lane < TILE; lane++) {
          const o = panel * TILE + lane;
          packed[(panel * depth + k) * TILE + lane] =
            o < g.groupOutputs ? filter[k * g.outputChannels + firstOutput + o]! : 0;
        }
      }
    }
    for (let position = 0; position < positions; position += TILE) {
      const lanes = Math.min(TILE, positions - position);
      for (let lane = 0; lane < lanes; lane++) {
        patchCells(g, position + lane, cells);
        gatherPatch(x, g, group, cells, patches, lane);
      }
      for (let panel = 0; panel < panels; panel++) {
        multiplyPanels(patches, 0, packed, panel * depth * TILE, depth, tile);
        const output = firstOutput + panel * TILE;
        const columns = Math.min(TILE, g.groupOutputs - panel * TILE);
        for (let lane = 0; lane < lanes; lane++) {
          const target = (position + lane) * g.outputChannels + output;
          for (let o = 0; o < columns; o++) {
            const sum = tile[lane * TILE + o]! + (bias === null ? 0 : bias[output + o]!);
            y[target + o] = activated(sum, activation);
          }
        }
      }
    }
  }
}

function activated(sum: number, activation: FusedActivation | undefined): number {
  if (activation === 'relu') return Math.max(sum, 0);
  return activation === 'silu' ? sum * sigmoid(sum) : sum;
}
