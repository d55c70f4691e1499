import type { Width } from './values.ts';

export type Shape4 = readonly [batch: number, height: number, width: number, channels: number];

/**
 * The fields of `u` of a shader that resizes maps [B, inputHeight, inputWidth, C] to [B, height, width, C], with
 * `cellWidth` channels to a value.
 */
export const resizeSizes = (input: Shape4, [, height, width]: Shape4, cellWidth: Width) => ({
  inputHeight: input[1],
  inputWidth: input[2],
  channels: input[3] / cellWidth,
  height,
  width,
});
