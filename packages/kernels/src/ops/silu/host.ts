import { float, floatOutputs, floatsOf, type HostKernel, shapeOf } from '../../host/kernel.ts';
import { sigmoid } from '../../host/sigmoid.ts';

export const siluKernel: HostKernel = {
  name: 'TandemSilu',
  outputs: (inputs) => [float(shapeOf(inputs, 'x'))],
  run: (inputs, outputs) => {
    const x = floatsOf(inputs, 'x');
    const [y] = floatOutputs(outputs) as [Float32Array];
    for (let i = 0; i < x.length; i++) y[i] = x[i]! * sigmoid(x[i]!);
  },
};

export const siluGradientKernel: HostKernel = {
  name: 'TandemSiluGradient',
  outputs: (inputs) => [float(shapeOf(inputs, 'x'))],
  run: (inputs, outputs) => {
    const x = floatsOf(inputs, 'x');
    const dy = floatsOf(inputs, 'dy');
    const [dx] = floatOutputs(outputs) as [Float32Array];
    for (let i = 0; i < x.length; i++) {
      dx[i] = dy[i]! * sigmoid(x[i]!) * (1 + x[i]! * sigmoid(-x[i]!));
    }
  },
};
