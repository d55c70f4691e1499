import { tensor1d } from '@tensorflow/tfjs-core';
import { expectThat } from '../../errors.ts';
import type { AddonKernel } from '../../tensorflow/native.ts';
import type { AfterConvolution } from './fused-activation.ts';
import type { ConvolutionAttributes } from './geometry.ts';

type InputAttributes = ConvolutionAttributes & { readonly inputShape: readonly number[] };
type FilterAttributes = ConvolutionAttributes & { readonly filterShape: readonly number[] };

/** `direct` leaves all convolutions to TensorFlow; the default is `winograd`, where that pays. */
const SWITCH = 'TANDEM_CONVOLUTION';

/** 3 × 3 convolutions by Winograd's F(4 × 4, 3 × 3): about 2.7 times as fast as oneDNN's, at 1.4e-6 error for 0.9e-6. */
export const conv2dAddon: AddonKernel<ConvolutionAttributes & AfterConvolution> = {
  name: 'TandemConv2D',
  takes: ({ x, filter }, attributes) => isWinograd(x!.shape, filter!.shape, attributes, 24),
  run: ({ op, own }, { x, filter, bias }, { activation }) => {
    const inputs = [x!, filter!, bias ?? tensor1d([], 'float32')];
    const y = own('Conv2D', inputs, 1, { relu: activation === 'relu' })[0]!;
    return activation === 'silu' ? op('Mul', [y, op('Sigmoid', [y])]) : y;
  },
};

export const conv2dInputGradientAddon: AddonKernel<InputAttributes> = {
  name: 'TandemConv2DInputGradient',
  takes: ({ dy, filter }, attributes) => isWinograd(dy!.shape, filter!.shape, attributes, 24),
  run: ({ own }, { dy, filter }) => own('Conv2DInputGradient', [dy!, filter!], 1)[0]!,
};

export const conv2dFilterGradientAddon: AddonKernel<FilterAttributes> = {
  name: 'TandemConv2DFilterGradient',
  takes: ({ x }, attributes) => isWinograd(x!.shape, attributes.filterShape, attributes, 12),
  run: ({ own }, { x, dy }) => own('Conv2DFilterGradient', [x!, dy!], 1)[0]!,
};

/**
 * Whether Winograd can compute it and pays: the filter is transformed once for all tiles, so that there must be some;
 * with few channels the transforms of the maps take longer than the products they save.
 */
function isWinograd(
  [batch, height, width]: readonly number[],
  [kernelHeight, kernelWidth, inputs, outputs]: readonly number[],
  { stride, dilation, padding, groups }: ConvolutionAttributes,
  tiles: number,
): boolean {
  const ones = [...stride, ...dilation, ...padding, groups];
  if (kernelHeight !== 3 || kernelWidth !== 3 || ones.some((value) => value !== 1)) return false;
  if (Math.min(inputs!, outputs!) < 16 || isDirect()) return false;
  const least = inputs! >= 512 ? 2 * tiles : tiles;
  return batch! * Math.ceil(height! / 4) * Math.ceil(width! / 4) >= least;
}

function isDirect(): boolean {
  const choice = process.env[SWITCH] ?? 'winograd';
  expectThat(['direct', 'winograd'].includes(choice), SWITCH, 'direct or winograd', choice);
  return choice === 'direct';
}
