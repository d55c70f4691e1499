import { float, floatOutputs, floatsOf, type HostKernel, shapeOf } from '../../host/kernel.ts';

export const upsampleNearestKernel: HostKernel<{ height: number; width: number }> = {
  name: 'TandemUpsampleNearest',
  outputs: (inputs, { height, width }) => {
    const shape = shapeOf(inputs, 'x');
    return [float([shape[0]!, height, width, shape[3]!])];
  },
  run: (inputs, outputs, { height, width }) => {
    const x = floatsOf(inputs, 'x');
    const [y] = floatOutputs(outputs) as [Float32Array];
    const [batch, inputHeight, inputWidth, channels] = inputs['x']!.shape as [number, number, number, number];
    let target = 0;
    for (let b = 0; b < batch; b++) {
      for (let i = 0; i < height; i++) {
        const row = (b * inputHeight + Math.floor((i * inputHeight) / height)) * inputWidth;
        for (let j = 0; j < width; j++) {
          const source = (row + Math.floor((j * inputWidth) / width)) * channels;
          for (let c = 0; c < channels; c++) y[target++] = x[source + c]!;
        }
      }
    }
  },
};

export const upsampleNearestGradientKernel: HostKernel<{ inputShape: readonly number[] }> = {
  name: 'TandemUpsampleNearestGradient',
  outputs: (_inputs, { inputShape }) => [float(inputShape)],
  run: (inputs, outputs, { inputShape }) => {
    const dy = floatsOf(inputs, 'dy');
    const [, height, width] = inputs['dy']!.shape as [number, number, number, number];
    const [dx] = floatOutputs(outputs) as [Float32Array];
    const [batch, inputHeight, inputWidth, channels] = inputShape as [number, number, number, number];
    dx.fill(0);
    let source = 0;
    for (let b = 0; b < batch; b++) {
      for (let i = 0; i < height; i++) {
        const row = (b * inputHeight + Math.floor((i * inputHeight) / height)) * inputWidth;
        for (let j = 0; j < width; j++) {
          const target = (row + Math.floor((j * inputWidth) / width)) * channels;
          for (let c = 0; c < channels; c++) dx[target + c]! += dy[source++]!;
        }
      }
    }
  },
};
