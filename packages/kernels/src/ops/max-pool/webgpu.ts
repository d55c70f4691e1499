import { sizeOf } from '../../host/kernel.ts';
import type { WgslKernel } from '../../webgpu/kernel.ts';
import { type Width, widthOf } from '../../webgpu/values.ts';
import { convolvedSize } from '../conv2d/geometry.ts';
import type { MaxPoolAttributes } from './max-pool-2d.ts';

type Shape4 = readonly [number, number, number, number];

function integersOf(x: Shape4, y: Shape4, { size, stride, padding }: MaxPoolAttributes, cellWidth: Width) {
  return {
    height: x[1],
    width: x[2],
    channels: x[3] / cellWidth,
    outputHeight: y[1],
    outputWidth: y[2],
    windowY: size[0],
    windowX: size[1],
    strideY: stride[0],
    strideX: stride[1],
    paddingY: padding[0],
    paddingX: padding[1],
  };
}

export const maxPoolWgsl: WgslKernel<MaxPoolAttributes> = {
  name: 'TandemMaxPool2D',
  run: ({ read, attributes, tensor, each }) => {
    const x = read('x');
    const [batch, height, width, channels] = x.shape as [number, number, number, number];
    const { size, stride, padding } = attributes;
    const shape: Shape4 = [
      batch,
      convolvedSize(height, size[0], stride[0], padding[0]),
      convolvedSize(width, size[1], stride[1], padding[1]),
      channels,
    ];
    const y = tensor(shape);
    const cellWidth = widthOf(channels);
    each(sizeOf(shape) / cellWidth, {
      reads: { x },
      writes: { y },
      values: ['x', 'y'],
      width: cellWidth,
      integers: integersOf(x.shape as unknown as Shape4, shape, attributes, cellWidth),
      code: `
alias Bits = ${cellWidth === 4 ? 'vec4<u32>' : 'u32'};
fn isNan(value: Value) -> Condition { return (bitcast<Bits>(value) & Bits(0x7fffffffu)) > Bits(0x7f800000u); }
fn element(i: i32) {
  let cell = i / u.channels;
  let row = cell / u.outputWidth;
  let image = row / u.outputHeight;
  let top = (row % u.outputHeight) * u.strideY - u.paddingY;
  let left = (cell % u.outputWidth) * u.strideX - u.paddingX;
  var largest = Value(0.0);
  var isFirst = true;
  for (var v = max(top, 0); v < min(top + u.windowY, u.height); v++) {
    for (var w = max(left, 0); w < min(left + u.windowX, u.width); w++) {
      let value = x[((image * u.height + v) * u.width + w) * u.channels + i % u.channels];
      largest = select(largest, value, Condition(isFirst) | (value > largest) | isNan(value));
      isFirst = false;
    }
  }
  y[i] = largest;
}`,
    });
    return y;
  },
};

/** Each input cell asks the windows that hold it whether it is the first largest there. */
export const maxPoolGradientWgsl: WgslKernel<MaxPoolAttributes> = {
  name: 'TandemMaxPool2DGradient',
  run: ({ read, attributes, tensor, each }) => {
    const [x, y, dy] = [read('x'), read('y'), read('dy')];
    const dx = tensor(x.shape);
    const width = widthOf(x.shape[3]!);
    each(sizeOf(x.shape) / width, {
      reads: { x, y, dy },
      writes: { dx },
      values: ['x', 'y', 'dy', 'dx'],
      width,
      integers: integersOf(x.shape as unknown as Shape4, y.shape as unknown as Shape4, attributes, width),
      code: `
fn firstWindow(place: i32, window: i32, stride: i32) -> i32 { return max(place - window + stride, 0) / stride; }
fn element(i: i32) {
  let channel = i % u.channels;
  let cell = i / u.channels;
  let row = cell / u.width;
  let image = row / u.height;
  let line = row % u.height;
  let column = cell % u.width;
  let lastY = min((line + u.paddingY) / u.strideY, u.outputHeight - 1);
  let lastX = min((column + u.paddingX) / u.strideX, u.outputWidth - 1);
  var sum = Value(0.0);
  for (var p = firstWindow(line + u.paddingY, u.windowY, u.strideY); p <= lastY; p++) {
    for (var q = firstWindow(column + u.paddingX, u.windowX, u.strideX); q <= lastX; q++) {
      let window = ((image * u.outputHeight + p) * u.outputWidth + q) * u.channels + channel;
      let largest = y[window];
      var isFirst = x[i] == largest;
      if (!any(isFirst)) { continue; }
      let top = max(p * u.strideY - u.paddingY, 0);
      let left = max(q * u.strideX - u.paddingX, 0);
      let right = min(q * u.strideX - u.paddingX + u.windowX, u.width);
      for (var v = top; v <= line && any(isFirst); v++) {
        for (var w = left; w < select(right, column, v == line); w++) {
          isFirst = isFirst & (x[((image * u.height + v) * u.width + w) * u.channels + channel] != largest);
        }
      }
      sum += select(Value(0.0), dy[window], isFirst);
    }
  }
  dx[i] = sum;
}`,
    });
    return dx;
  },
};
