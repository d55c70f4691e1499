import { type Tensor, tensor1d } from '@tensorflow/tfjs-core';
import { isConvolutionDirect } from '../../addon/convolution-switch.ts';
import type { AddonKernel } from '../../tensorflow/native.ts';
import type { AfterConvolution } from './fused-activation.ts';
import type { ConvolutionAttributes } from './geometry.ts';

type InputAttributes = ConvolutionAttributes & { readonly inputShape: readonly number[] };
type FilterAttributes = ConvolutionAttributes & { readonly filterShape: readonly number[] };

/** 3 × 3 convolutions by Winograd's F(4 × 4, 3 × 3): about 2.5 times as fast as oneDNN's, at 1.4e-6 error for 0.9e-6. */
export const conv2dAddon: AddonKernel<ConvolutionAttributes & AfterConvolution> = {
  name: 'TandemConv2D',
  takes: ({ x, filter }, attributes) => {
    const [, , inputs, outputs] = filter!.shape as [number, number, number, number];
    // few outputs pay as well, few inputs do not
    const pays = (outputs >= 16 && inputs >= 16) || inputs >= 32;
    return pays && isWinograd(filter!.shape, attributes) && tilesOf(x!) >= leastTiles(inputs * outputs);
  },
  run: ({ op, own }, { x, filter, bias }, { activation }) => {
    const inputs = [x!, filter!, bias ?? tensor1d([], 'float32')];
    const y = own('Conv2D', inputs, 1, { relu: activation === 'relu' })[0]!;
    return activation === 'silu' ? op('Mul', [y, op('Sigmoid', [y])]) : y;
  },
};

export const conv2dInputGradientAddon: AddonKernel<InputAttributes> = {
  name: 'TandemConv2DInputGradient',
  takes: ({ dy, filter }, attributes) => {
    const [, , inputs, outputs] = filter!.shape as [number, number, number, number];
    const pays = Math.min(inputs, outputs) >= 16;
    return pays && isWinograd(filter!.shape, attributes) && tilesOf(dy!) >= leastTiles(inputs * outputs);
  },
  run: ({ own }, { dy, filter }) => own('Conv2DInputGradient', [dy!, filter!], 1)[0]!,
};

export const conv2dFilterGradientAddon: AddonKernel<FilterAttributes> = {
  name: 'TandemConv2DFilterGradient',
  takes: ({ x }, attributes) => {
    const [, , inputs, outputs] = attributes.filterShape as [number, number, number, number];
    const pays = inputs >= 16 && (outputs >= 16 || (inputs >= 32 && inputs <= 128));
    const least = Math.min((inputs * outputs) / 2700, 12);
    return pays && isWinograd(attributes.filterShape, attributes) && tilesOf(x!) >= least;
  },
  run: ({ own }, { x, dy }) => own('Conv2DFilterGradient', [x!, dy!], 1)[0]!,
};

function isWinograd(
  [height, width]: readonly number[],
  { stride, dilation, padding, groups }: ConvolutionAttributes,
): boolean {
  const ones = [...stride, ...dilation, ...padding, groups];
  return height === 3 && width === 3 && ones.every((value) => value === 1) && !isConvolutionDirect();
}

function tilesOf({ shape: [batch, height, width] }: Tensor): number {
  return batch! * Math.ceil(height! / 4) * Math.ceil(width! / 4);
}

/**
 * Tiles from which on it pays, by the size of the filter, which is transformed once for all of them: 8 for 64 × 64
 * channels, 24 for up to 256 × 256, and twice as many beyond, where its transform is more than caches hold.
 */
function leastTiles(size: number): number {
  return size > 1 << 16 ? 48 : Math.max(4, Math.min(size / 512, 24));
}
