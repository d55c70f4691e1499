import { CropAndResize, type CropAndResizeAttrs } from '@tensorflow/tfjs-core';
import { sizeOf } from '../host/kernel.ts';
import type { WgslKernel } from '../webgpu/kernel.ts';

/**
 * tf.image.cropAndResize. tfjs's kernel compares the image that a box names with the number of boxes, not of
 * images, and leaves the memory of the boxes that it passes over as it was.
 */
export const cropAndResizeWgsl: WgslKernel<CropAndResizeAttrs> = {
  name: CropAndResize,
  run: ({ read, attributes: { cropSize, method, extrapolationValue }, tensor, each }) => {
    const [image, boxes, indices] = [read('image'), read('boxes'), read('boxInd')];
    const [images, inputHeight, inputWidth, channels] = image.shape as [number, number, number, number];
    const [height, width] = cropSize;
    const crops = tensor([boxes.shape[0]!, height, width, channels]);
    each(sizeOf(crops.shape), {
      reads: { image, boxes, indices },
      writes: { crops },
      integers: {
        images,
        inputHeight,
        inputWidth,
        channels,
        height,
        width,
        isBilinear: Number(method === 'bilinear'),
      },
      floats: { extrapolationValue },
      code: `
/** Where cell i of count reads between two sides, which are parts of the image. */
fn placeOf(i: i32, count: i32, first: f32, last: f32, inputSize: i32) -> f32 {
  let size = f32(inputSize - 1);
  if (count == 1) { return 0.5 * (first + last) * size; }
  return first * size + f32(i) * ((last - first) * size / f32(count - 1));
}
fn valueAt(index: i32, y: i32, x: i32, channel: i32) -> f32 {
  return image[((index * u.inputHeight + y) * u.inputWidth + x) * u.channels + channel];
}
fn element(i: i32) {
  let channel = i % u.channels;
  let column = (i / u.channels) % u.width;
  let row = (i / u.channels / u.width) % u.height;
  let box = i / u.channels / u.width / u.height;
  let index = indices[box];
  crops[i] = 0.0;
  if (index < 0 || index >= u.images) { return; }
  let y = placeOf(row, u.height, boxes[4 * box], boxes[4 * box + 2], u.inputHeight);
  let x = placeOf(column, u.width, boxes[4 * box + 1], boxes[4 * box + 3], u.inputWidth);
  if (!(y >= 0.0 && y <= f32(u.inputHeight - 1) && x >= 0.0 && x <= f32(u.inputWidth - 1))) {
    crops[i] = u.extrapolationValue;
    return;
  }
  if (u.isBilinear == 0) {
    crops[i] = valueAt(index, i32(floor(y + 0.5)), i32(floor(x + 0.5)), channel);
    return;
  }
  let top = i32(floor(y));
  let left = i32(floor(x));
  let bottom = i32(ceil(y));
  let right = i32(ceil(x));
  let upper = mix(valueAt(index, top, left, channel), valueAt(index, top, right, channel), x - f32(left));
  let lower = mix(valueAt(index, bottom, left, channel), valueAt(index, bottom, right, channel), x - f32(left));
  crops[i] = mix(upper, lower, y - f32(top));
}`,
    });
    return crops;
  },
};
