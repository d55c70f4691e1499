import { type Band, planBand } from '../../wasm/band.ts';
import type { Heap } from '../../wasm/heap.ts';
import type { WasmKernel } from '../../wasm/kernel.ts';
import type { AfterConvolution } from './fused-activation.ts';
import { type ConvolutionAttributes, type ConvolutionGeometry, convolutionGeometry } from './geometry.ts';
import { computeDepthwise, isDepthwise, sumDepthwise } from './wasm-depthwise.ts';
import { computeProduct } from './wasm-product.ts';
import { forwardTaps, gradientTaps } from './wasm-taps.ts';

/*
 * Convolutions as tiled products of our own, not through XNNPACK: at the same speed without fused
 * multiply-add and twice as fast with it, with groups, and with no cache of packed filters to go stale.
 */

type Attributes<E = unknown> = ConvolutionAttributes & E;

export const conv2dWasm: WasmKernel<Attributes<AfterConvolution>> = {
  name: 'TandemConv2D',
  run: ({ inputs, attributes, heap }) => {
    const x = inputs['x']!;
    const filter = inputs['filter']!;
    const g = convolutionGeometry('TandemConv2D', x.shape, filter.shape, attributes);
    const y = heap.output([g.batch, g.outputHeight, g.outputWidth, g.outputChannels]);
    const addresses = { x: heap.address(x), filter: heap.address(filter), y: heap.address(y) };
    const bias = inputs['bias'] ? heap.address(inputs['bias']) : 0;
    convolve(heap, g, addresses, { bias, ...attributes });
    return y;
  },
};

export const conv2dInputGradientWasm: WasmKernel<Attributes<{ readonly inputShape: readonly number[] }>> = {
  name: 'TandemConv2DInputGradient',
  run: ({ inputs, attributes, heap }) => {
    const filter = inputs['filter']!;
    const where = 'TandemConv2DInputGradient';
    const g = convolutionGeometry(where, attributes.inputShape, filter.shape, attributes);
    const dx = heap.output(attributes.inputShape);
    const addresses = { dy: heap.address(inputs['dy']!), filter: heap.address(filter), dx: heap.address(dx) };
    convolveInputGradient(heap, g, addresses);
    return dx;
  },
};

export const conv2dFilterGradientWasm: WasmKernel<Attributes<{ readonly filterShape: readonly number[] }>> = {
  name: 'TandemConv2DFilterGradient',
  run: ({ inputs, attributes, heap }) => {
    const x = inputs['x']!;
    const where = 'TandemConv2DFilterGradient';
    const g = convolutionGeometry(where, x.shape, attributes.filterShape, attributes);
    const dfilter = heap.output(attributes.filterShape);
    const dy = heap.address(inputs['dy']!);
    convolveFilterGradient(heap, g, { x: heap.address(x), dy, dfilter: heap.address(dfilter) });
    return dfilter;
  },
};

/** The parts that a convolution is computed in: its groups, or at once where each channel is one. */
function partsOf(g: ConvolutionGeometry) {
  return isDepthwise(g)
    ? { parts: 1, inputs: g.inputChannels, outputs: g.outputChannels, compute: computeDepthwise }
    : { parts: g.groups, inputs: g.groupInputs, outputs: g.groupOutputs, compute: computeProduct };
}

/** The values of x that each output reads, of `channels` channels of which the first is at `source`. */
function inputBand(g: ConvolutionGeometry, source: number, channels: number): Band {
  const y = forwardTaps(g.kernelHeight, g.paddingY, g.dilationY);
  const x = forwardTaps(g.kernelWidth, g.paddingX, g.dilationX);
  return {
    source,
    height: g.inputHeight,
    width: g.inputWidth,
    pixelChannels: g.inputChannels,
    channels,
    batch: g.batch,
    rows: g.outputHeight,
    columns: g.outputWidth,
    stepY: g.strideY,
    stepX: g.strideX,
    originY: y.origin,
    originX: x.origin,
    tapsY: y.offsets,
    tapsX: x.offsets,
  };
}

/** y = activation of the convolution of x with filter, plus bias (an address, or 0). */
export function convolve(
  heap: Heap,
  g: ConvolutionGeometry,
  addresses: { readonly x: number; readonly filter: number; readonly y: number },
  { bias = 0, activation }: AfterConvolution & { readonly bias?: number } = {},
): void {
  const { parts, inputs, outputs, compute } = partsOf(g);
  const taps = Array.from({ length: g.kernelHeight * g.kernelWidth }, (_, tap) => tap);
  for (let part = 0; part < parts; part++) {
    const firstOutput = 4 * part * outputs;
    compute(heap, {
      band: inputBand(g, addresses.x + 4 * part * inputs, inputs),
      filter: {
        address: addresses.filter + firstOutput,
        inputs,
        outputs,
        allOutputs: g.outputChannels,
        taps,
        isTransposed: false,
      },
      bias: bias === 0 ? 0 : bias + firstOutput,
      ...(activation && { activation }),
      target: {
        address: addresses.y + firstOutput,
        pixel: g.outputChannels,
        row: g.outputChannels * g.outputWidth,
        image: g.outputChannels * g.outputWidth * g.outputHeight,
      },
    });
  }
}

/**
 * dx: for each of the stride · stride phases of input places, a convolution of dy with those taps of the
 * transposed filter that reach them. So no product with the zeros between strided places is computed.
 */
export function convolveInputGradient(
  heap: Heap,
  g: ConvolutionGeometry,
  addresses: { readonly dy: number; readonly filter: number; readonly dx: number },
): void {
  const { parts, inputs, outputs, compute } = partsOf(g);
  for (let phaseY = 0; phaseY < Math.min(g.strideY, g.inputHeight); phaseY++) {
    const y = gradientTaps(g.kernelHeight, g.strideY, g.paddingY, g.dilationY, phaseY);
    for (let phaseX = 0; phaseX < Math.min(g.strideX, g.inputWidth); phaseX++) {
      const x = gradientTaps(g.kernelWidth, g.strideX, g.paddingX, g.dilationX, phaseX);
      for (let part = 0; part < parts; part++) {
        const row = g.inputChannels * g.inputWidth;
        const firstOutput = 4 * part * outputs;
        compute(heap, {
          band: {
            source: addresses.dy + firstOutput,
            height: g.outputHeight,
            width: g.outputWidth,
            pixelChannels: g.outputChannels,
            channels: outputs,
            batch: g.batch,
            rows: Math.ceil((g.inputHeight - phaseY) / g.strideY),
            columns: Math.ceil((g.inputWidth - phaseX) / g.strideX),
            stepY: 1,
            stepX: 1,
            originY: y.origin,
            originX: x.origin,
            tapsY: y.offsets,
            tapsX: x.offsets,
          },
          filter: {
            address: addresses.filter + firstOutput,
            inputs,
            outputs,
            allOutputs: g.outputChannels,
            taps: y.numbers.flatMap((v) => x.numbers.map((u) => v * g.kernelWidth + u)),
            isTransposed: true,
          },
          bias: 0,
          target: {
            address: addresses.dx + 4 * (part * inputs + phaseX * g.inputChannels + phaseY * row),
            pixel: g.strideX * g.inputChannels,
            row: g.strideY * row,
            image: g.inputHeight * row,
          },
        });
      }
    }
  }
}

/** dfilter: each tap's input values times dy, summed over all places. */
export function convolveFilterGradient(
  heap: Heap,
  g: ConvolutionGeometry,
  addresses: { readonly x: number; readonly dy: number; readonly dfilter: number },
): void {
  const { parts, inputs, outputs } = partsOf(g);
  for (let part = 0; part < parts; part++) {
    const band = inputBand(g, addresses.x + 4 * part * inputs, inputs);
    if (isDepthwise(g)) {
      sumDepthwise(heap, band, { dy: addresses.dy, target: addresses.dfilter });
      return;
    }
    // A tile reads four values of a run, so a shorter run must have more memory after it.
    const plan = planBand(band, { places: 240, mayReadInPlace: inputs >= 4 });
    const runCount = plan.runs.length;
    const items = runCount * Math.ceil(plan.runLength / 4);
    const blocks = Math.ceil(outputs / 8);
    const runs = heap.temporary(8 * runCount);
    const sums = heap.temporary(128 * items * blocks);
    heap.integers(runs, 2 * runCount).set(plan.runs.flat());
    const firstOutput = 4 * part * outputs;
    const places = g.batch * g.outputHeight * g.outputWidth;
    heap.run('filterGradient', {
      parameters: [
        ...plan.parameters,
        plan.runLength,
        runs,
        addresses.dy + firstOutput,
        4 * g.outputChannels,
        outputs,
        addresses.dfilter + firstOutput,
        4 * g.outputChannels,
        sums,
      ],
      items,
      work: 2 * places * runCount * plan.runLength * outputs,
      scratch: 4 * plan.bandRows + (64 + 32 * blocks) * plan.bandRows * g.outputWidth + plan.copyBytes,
      chunksPerThread: 1,
    });
  }
}
