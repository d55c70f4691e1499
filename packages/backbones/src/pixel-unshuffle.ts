import { pad, reshape, type Tensor4D, transpose } from '@tensorflow/tfjs-core';

/**
 * Cells of 2 × 2 pixels as channels: [B, H, W, C] to [B, ceil(H / 2), ceil(W / 2), 4 C], the pixels of a cell in
 * the order top left, bottom left, top right, bottom right. Odd sizes are filled up with zeros below and on the
 * right, where YOLOX's `Focus` would fail.
 */
export function pixelUnshuffle(x: Tensor4D): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const [rows, columns] = [Math.ceil(height / 2), Math.ceil(width / 2)];
  const even =
    height % 2 === 0 && width % 2 === 0
      ? x
      : pad(x, [
          [0, 0],
          [0, 2 * rows - height],
          [0, 2 * columns - width],
          [0, 0],
        ]);
  const cells = reshape(even, [batch * rows, 2, columns, 2, channels]); // row within the cell, then column
  return reshape(transpose(cells, [0, 2, 3, 1, 4]), [batch, rows, columns, 4 * channels]);
}
