import type { Heap } from '../../wasm/heap.ts';
import type { WasmKernel } from '../../wasm/kernel.ts';
import { type SamplingAttributes, type SamplingGeometry, samplingGeometry } from './geometry.ts';

type Input = Parameters<Heap['address']>[0];

export const deformableSamplesWasm: WasmKernel<SamplingAttributes> = {
  name: 'TandemDeformableSamples',
  run: ({ inputs, attributes, heap }) => {
    const x = inputs['x']!;
    const g = samplingGeometry('TandemDeformableSamples', x.shape, attributes);
    const samples = heap.output([g.batch, g.rows, g.columns, g.taps, g.channels]);
    heap.run('deformableSamples', {
      parameters: parametersOf(heap, g, x, inputs, samples),
      items: g.batch * g.rows,
      work: 4 * valuesOf(g),
      scratch: 64 + 4 * g.groupChannels,
    });
    return samples;
  },
};

export const deformableSamplesGradientWasm: WasmKernel<SamplingAttributes> = {
  name: 'TandemDeformableSamplesGradient',
  run: ({ inputs, attributes, heap }) => {
    const [x, offsets, mask, dy] = ['x', 'offsets', 'mask', 'dy'].map((name) => inputs[name]!) as [
      ...[Input, Input, Input, Input],
    ];
    const g = samplingGeometry('TandemDeformableSamplesGradient', x.shape, attributes);
    const [dx, doffsets, dmask] = [x, offsets, mask].map(({ shape }) => heap.output(shape)) as [
      ...[Input, Input, Input],
    ];
    const channels = partChannels(g.groupChannels);
    const parts = Math.ceil(g.groupChannels / channels);
    heap.run('deformableInputGradient', {
      parameters: [...parametersOf(heap, g, dx, inputs, dy), channels, parts],
      items: g.batch * g.deformableGroups * parts,
      work: 4 * valuesOf(g),
      scratch: 64,
    });
    heap.run('deformableOffsetGradient', {
      parameters: [...parametersOf(heap, g, x, inputs, dy), heap.address(doffsets), heap.address(dmask)],
      items: g.batch * g.rows,
      work: 4 * valuesOf(g),
      scratch: 64 + 4 * g.groupChannels,
    });
    return [dx, doffsets, dmask];
  },
};

function parametersOf(
  heap: Heap,
  g: SamplingGeometry,
  image: Input,
  inputs: Readonly<Record<string, Input>>,
  samples: Input,
): number[] {
  return [
    g.height,
    g.width,
    g.channels,
    g.rows,
    g.columns,
    g.kernelHeight,
    g.kernelWidth,
    ...g.stride,
    ...g.padding,
    ...g.dilation,
    g.deformableGroups,
    heap.address(image),
    heap.address(inputs['offsets']!),
    heap.address(inputs['mask']!),
    heap.address(samples),
  ];
}

function valuesOf(g: SamplingGeometry): number {
  return g.batch * g.rows * g.columns * g.taps * g.channels;
}

/** Channels of a part: four parts of a group, so that threads can share them, of whole vectors, at most 32. */
function partChannels(groupChannels: number): number {
  return Math.min(32, 4 * Math.ceil(groupChannels / 16));
}
