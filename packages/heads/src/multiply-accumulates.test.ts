import { type DensePredictions, type Head, type LayerTrace, ParameterStore } from '@tandem-det/core';
import { withShapesOnly } from '@tandem-det/kernels/shape-only';
import { fill, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { coupledHead } from './coupled-head.ts';
import { decoupledHead } from './decoupled-head.ts';
import { fcosHead } from './fcos-head.ts';
import { gflHead } from './gfl-head.ts';
import { retinaHead } from './retina-head.ts';
import { taskAlignedHead } from './task-aligned-head.ts';

/** Layers traced on the pyramid of one image of 1280 × 800, where P3 to P7 have 21,330 cells. */
async function layersAt1280<P extends DensePredictions>(head: Head<P>): Promise<LayerTrace[]> {
  const levels = [8, 16, 32, 64, 128].map((stride) => ({ stride, channels: 256 }));
  const maps = levels.map(({ stride }) => ({
    height: Math.ceil(800 / stride),
    width: Math.ceil(1280 / stride),
  }));
  const traced: LayerTrace[] = [];
  await withShapesOnly(() => {
    const store = new ParameterStore();
    const run = head.build(store.scope('bbox_head'), levels, 80);
    tidy(() => {
      const features = maps.map(({ height, width }) => fill([1, height, width, 256], 0) as Tensor4D);
      run(features, head.priors(levels, maps), { training: false, trace: (layer) => traced.push(layer) });
    });
    store.dispose();
  });
  return traced;
}

const total = (layers: readonly LayerTrace[]) => layers.reduce((sum, { macs }) => sum + macs, 0);

describe('multiply–accumulates at 1280 × 800, 80 classes', () => {
  it('of the T-Head are 100.69 G', async () => {
    const layers = await layersAt1280(taskAlignedHead());
    // Per cell: tower 6 · 9 · 256 · 256, two reductions 1536 · 256, classes 9 · 256 · 80, boxes 9 · 256 · 4,
    // M 1536 · 64 + 9 · 64, O 1536 · 64 + 9 · 64 · 8; attention per level 2 · (1536 · 32 + 32 · 6)
    const perCell = 3_538_944 + 786_432 + 184_320 + 9_216 + 98_880 + 102_912;
    expect(total(layers)).toBe(21_330 * perCell + 5 * 2 * (1536 * 32 + 32 * 6));
    expect((total(layers) / 1e9).toFixed(2)).toBe('100.69');
    expect(layers.filter(({ name }) => name === 'bbox_head.inter_convs.5.conv')).toHaveLength(5);
  });

  it('of the ATSS head are 104.82 G', async () => {
    const layers = await layersAt1280(decoupledHead());
    // Per cell: two towers of 4 · 9 · 256 · 256, outputs 9 · 256 · (80 + 4 + 1)
    expect(total(layers)).toBe(21_330 * (8 * 9 * 256 * 256 + 9 * 256 * 85));
    expect((total(layers) / 1e9).toFixed(2)).toBe('104.82');
  });

  // Per cell: towers of 4 · 9 · 256 · 256, outputs 9 · 256 · channels
  it.each([
    ['RetinaNet', retinaHead(), 8, 9 * (80 + 4)],
    ['FCOS', fcosHead(), 8, 80 + 4 + 1],
    ['GFL', gflHead(), 8, 80 + 4 * 17],
    ['the coupled head', coupledHead(), 4, 80 + 4],
  ])('of %s are those of its convolutions', async (_name, head, convs, outputs) => {
    const layers = await layersAt1280(head as Head<DensePredictions>);
    expect(total(layers)).toBe(21_330 * (convs * 9 * 256 * 256 + 9 * 256 * outputs));
  });
});
