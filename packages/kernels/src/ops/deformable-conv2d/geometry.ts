import { expectThat } from '@tandem-det/base';
import { type ConvolutionAttributes, convolvedSize } from '../conv2d/geometry.ts';

/** Attributes of the kernels that sample; pairs are [height, width]. */
export interface SamplingAttributes extends Omit<ConvolutionAttributes, 'groups'> {
  /** Height and width of the filter. */
  readonly kernel: readonly [number, number];
  /** D: groups of input channels, each sampled at places of its own. */
  readonly deformableGroups: number;
}

/** Every size that the sampling loops need. */
export interface SamplingGeometry {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  /** Channels of x. */
  readonly channels: number;
  /** Of the output. */
  readonly rows: number;
  readonly columns: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  /** Positions of the filter. */
  readonly taps: number;
  readonly deformableGroups: number;
  /** Channels of one deformable group. */
  readonly groupChannels: number;
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
  readonly dilation: readonly [number, number];
}

/** Sizes of the samples that a filter of `kernel` reads from x [B, H, W, I]; throws where they do not fit. */
export function samplingGeometry(
  where: string,
  inputShape: readonly number[],
  { kernel, stride, padding, dilation, deformableGroups }: SamplingAttributes,
): SamplingGeometry {
  const [batch, height, width, channels] = inputShape as [number, number, number, number];
  expectThat(
    Number.isInteger(deformableGroups) && deformableGroups >= 1 && channels % deformableGroups === 0,
    where,
    'deformableGroups that divide the channels in',
    `deformableGroups ${deformableGroups}, ${channels} channels in`,
  );
  const [rows, columns] = [0, 1].map((axis) =>
    convolvedSize(inputShape[axis + 1]!, kernel[axis]!, stride[axis]!, padding[axis]!, dilation[axis]!),
  ) as [number, number];
  return {
    batch,
    height,
    width,
    channels,
    rows,
    columns,
    kernelHeight: kernel[0],
    kernelWidth: kernel[1],
    taps: kernel[0] * kernel[1],
    deformableGroups,
    groupChannels: channels / deformableGroups,
    stride,
    padding,
    dilation,
  };
}
