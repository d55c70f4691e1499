import type { ConvolutionGeometry } from './geometry.ts';

/**
 * Into how many phases the inputs of a convolution fall along each axis: those of a phase meet the same cells of the
 * kernel, every `phases`-th one. As many as the stride, but 1 where stride and dilation have a common divisor.
 */
export function phasesOf({ strideY, strideX, dilationY, dilationX }: ConvolutionGeometry) {
  const along = (stride: number, dilation: number) => (commonDivisor(stride, dilation) === 1 ? stride : 1);
  return { phasesY: along(strideY, dilationY), phasesX: along(strideX, dilationX) };
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
