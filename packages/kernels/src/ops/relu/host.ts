import { float, floatOutputs, floatsOf, type HostKernel, shapeOf } from '../../host/kernel.ts';

export const reluKernel: HostKernel = {
  name: 'TandemRelu',
  outputs: (inputs) => [float(shapeOf(inputs, 'x'))],
  run: (inputs, outputs) => {
    const x = floatsOf(inputs, 'x');
    const [y] = floatOutputs(outputs) as [Float32Array];
    for (let i = 0; i < x.length; i++) {
      y[i] = Math.max(x[i]!, 0);
    }
  },
};

export const reluGradientKernel: HostKernel = {
  name: 'TandemReluGradient',
  outputs: (inputs) => [float(shapeOf(inputs, 'y'))],
  run: (inputs, outputs) => {
    const y = floatsOf(inputs, 'y');
    const dy = floatsOf(inputs, 'dy');
    const [dx] = floatOutputs(outputs) as [Float32Array];
    for (let i = 0; i < y.length; i++) dx[i] = y[i]! > 0 ? dy[i]! : 0;
  },
};
