import { float, floatOutputs, floatsOf, type HostKernel, shapeOf } from '../../host/kernel.ts';

export const channelSumKernel: HostKernel = {
  name: 'TandemChannelSum',
  outputs: (inputs) => [float(shapeOf(inputs, 'x').slice(-1))],
  run: (inputs, outputs) => {
    const x = floatsOf(inputs, 'x');
    const [y] = floatOutputs(outputs) as [Float32Array];
    const channels = y.length;
    const sums = new Float64Array(channels);
    for (let row = 0; row < x.length; row += channels) {
      for (let c = 0; c < channels; c++) sums[c]! += x[row + c]!;
    }
    y.set(sums);
  },
};

export const channelAffineKernel: HostKernel = {
  name: 'TandemChannelAffine',
  outputs: (inputs) => [float(shapeOf(inputs, 'x'))],
  run: (inputs, outputs) => {
    const x = floatsOf(inputs, 'x');
    const multiply = floatsOf(inputs, 'multiply');
    const add = floatsOf(inputs, 'add');
    const [y] = floatOutputs(outputs) as [Float32Array];
    const channels = multiply.length;
    for (let row = 0; row < x.length; row += channels) {
      for (let c = 0; c < channels; c++) y[row + c] = x[row + c]! * multiply[c]! + add[c]!;
    }
  },
};
