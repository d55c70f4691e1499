import { expectThat } from '@tandem-det/base';

/** Attributes of the convolution kernels; pairs are [height, width]. */
export interface ConvolutionAttributes {
  readonly stride: readonly [number, number];
  /** Cells added on each side. */
  readonly padding: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly groups: number;
}

/** Every size that a convolution's loops need. */
export interface ConvolutionGeometry {
  readonly batch: number;
  readonly inputHeight: number;
  readonly inputWidth: number;
  readonly inputChannels: number;
  readonly outputHeight: number;
  readonly outputWidth: number;
  readonly outputChannels: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  /** Input channels of one group. */
  readonly groupInputs: number;
  /** Output channels of one group. */
  readonly groupOutputs: number;
  readonly groups: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly paddingY: number;
  readonly paddingX: number;
  readonly dilationY: number;
  readonly dilationX: number;
}

/** floor((size + 2 padding - dilation (kernel - 1) - 1) / stride) + 1, PyTorch's rule. */
export function convolvedSize(
  size: number,
  kernel: number,
  stride: number,
  padding: number,
  dilation = 1,
): number {
  return Math.floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;
}

/** Sizes of the convolution of x [B, H, W, I] with a filter [KH, KW, I / groups, O]; throws where they do not fit. */
export function convolutionGeometry(
  where: string,
  inputShape: readonly number[],
  filterShape: readonly number[],
  { stride, padding, dilation, groups }: ConvolutionAttributes,
): ConvolutionGeometry {
  const [batch, inputHeight, inputWidth, inputChannels] = inputShape as [number, number, number, number];
  const [kernelHeight, kernelWidth, groupInputs, outputChannels] = filterShape as [
    number,
    number,
    number,
    number,
  ];
  expectThat(
    Number.isInteger(groups) && groups >= 1 && inputChannels % groups === 0 && outputChannels % groups === 0,
    where,
    'groups that divide the channels in and out',
    `groups ${groups}, ${inputChannels} channels in, ${outputChannels} out`,
  );
  expectThat(
    groupInputs * groups === inputChannels,
    where,
    `a filter of ${inputChannels / groups} input channels per group`,
    `[${filterShape.join(', ')}]`,
  );
  const outputHeight = convolvedSize(inputHeight, kernelHeight, stride[0], padding[0], dilation[0]);
  const outputWidth = convolvedSize(inputWidth, kernelWidth, stride[1], padding[1], dilation[1]);
  expectThat(
    outputHeight > 0 && outputWidth > 0,
    where,
    'an input no smaller than the dilated kernel',
    `${inputHeight} × ${inputWidth} with padding ${padding.join(', ')} and kernel ${kernelHeight} × ${kernelWidth}`,
    'Use a larger input or more padding.',
  );
  return {
    batch,
    inputHeight,
    inputWidth,
    inputChannels,
    outputHeight,
    outputWidth,
    outputChannels,
    kernelHeight,
    kernelWidth,
    groupInputs,
    groupOutputs: outputChannels / groups,
    groups,
    strideY: stride[0],
    strideX: stride[1],
    paddingY: padding[0],
    paddingX: padding[1],
    dilationY: dilation[0],
    dilationX: dilation[1],
  };
}
