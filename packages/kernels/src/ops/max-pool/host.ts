import { float, floatOutputs, floatsOf, type HostKernel, shapeOf } from '../../host/kernel.ts';
import { convolvedSize } from '../conv2d/geometry.ts';
import type { MaxPoolAttributes } from './max-pool-2d.ts';

type Shape4 = readonly [number, number, number, number];

export const maxPoolKernel: HostKernel<MaxPoolAttributes> = {
  name: 'TandemMaxPool2D',
  outputs: (inputs, { size, stride, padding }) => {
    const [batch, height, width, channels] = shapeOf(inputs, 'x') as Shape4;
    return [
      float([
        batch,
        convolvedSize(height, size[0], stride[0], padding[0]),
        convolvedSize(width, size[1], stride[1], padding[1]),
        channels,
      ]),
    ];
  },
  run: (inputs, outputs, { size, stride, padding }) => {
    const x = floatsOf(inputs, 'x');
    const [, height, width, channels] = inputs['x']!.shape as Shape4;
    const [y] = floatOutputs(outputs) as [Float32Array];
    const [batch, outputHeight, outputWidth] = outputs[0]!.shape as Shape4;
    y.fill(Number.NEGATIVE_INFINITY);
    let target = 0;
    for (let b = 0; b < batch; b++) {
      for (let i = 0; i < outputHeight; i++) {
        const top = i * stride[0] - padding[0];
        for (let j = 0; j < outputWidth; j++) {
          const left = j * stride[1] - padding[1];
          for (let v = Math.max(top, 0); v < Math.min(top + size[0], height); v++) {
            for (let u = Math.max(left, 0); u < Math.min(left + size[1], width); u++) {
              const source = ((b * height + v) * width + u) * channels;
              for (let c = 0; c < channels; c++) {
                const value = x[source + c]!;
                if (value > y[target + c]! || Number.isNaN(value)) y[target + c] = value;
              }
            }
          }
          target += channels;
        }
      }
    }
  },
};

export const maxPoolGradientKernel: HostKernel<MaxPoolAttributes> = {
  name: 'TandemMaxPool2DGradient',
  outputs: (inputs) => [float(shapeOf(inputs, 'x'))],
  run: (inputs, outputs, { size, stride, padding }) => {
    const x = floatsOf(inputs, 'x');
    const y = floatsOf(inputs, 'y');
    const dy = floatsOf(inputs, 'dy');
    const [dx] = floatOutputs(outputs) as [Float32Array];
    const [, height, width, channels] = inputs['x']!.shape as Shape4;
    const [batch, outputHeight, outputWidth] = inputs['y']!.shape as Shape4;
    const done = new Uint8Array(channels);
    dx.fill(0);
    let source = 0;
    for (let b = 0; b < batch; b++) {
      for (let i = 0; i < outputHeight; i++) {
        const top = i * stride[0] - padding[0];
        for (let j = 0; j < outputWidth; j++) {
          const left = j * stride[1] - padding[1];
          done.fill(0);
          for (let v = Math.max(top, 0); v < Math.min(top + size[0], height); v++) {
            for (let u = Math.max(left, 0); u < Math.min(left + size[1], width); u++) {
              const target = ((b * height + v) * width + u) * channels;
              for (let c = 0; c < channels; c++) {
                if (done[c] === 0 && x[target + c] === y[source + c]) {
                  dx[target + c]! += dy[source + c]!;
                  done[c] = 1;
                }
              }
            }
          }
          source += channels;
        }
      }
    }
  },
};
