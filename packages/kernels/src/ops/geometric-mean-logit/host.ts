import { float, floatOutputs, floatsOf, type HostKernel, shapeOf } from '../../host/kernel.ts';
import { sigmoid, softplus } from '../../host/sigmoid.ts';

/** Smallest normal float32. */
const SMALLEST = 1.1754943508222875e-38;

export const geometricMeanLogitKernel: HostKernel = {
  name: 'TandemGeometricMeanLogit',
  outputs: (inputs) => [float(shapeOf(inputs, 'a'))],
  run: (inputs, outputs) => {
    const a = floatsOf(inputs, 'a');
    const b = floatsOf(inputs, 'b');
    const [y] = floatOutputs(outputs) as [Float32Array];
    const classes = a.length / Math.max(b.length, 1);
    for (let row = 0, i = 0; row < b.length; row++) {
      const fromB = softplus(-b[row]!);
      for (let k = 0; k < classes; k++, i++) {
        const q = Math.max((softplus(-a[i]!) + fromB) / 2, SMALLEST);
        y[i] = -q - Math.log(-Math.expm1(-q));
      }
    }
  },
};

export const geometricMeanLogitGradientKernel: HostKernel = {
  name: 'TandemGeometricMeanLogitGradient',
  outputs: (inputs) => [float(shapeOf(inputs, 'a')), float(shapeOf(inputs, 'b'))],
  run: (inputs, outputs) => {
    const a = floatsOf(inputs, 'a');
    const b = floatsOf(inputs, 'b');
    const dy = floatsOf(inputs, 'dy');
    const [da, db] = floatOutputs(outputs) as [Float32Array, Float32Array];
    const classes = a.length / Math.max(b.length, 1);
    for (let row = 0, i = 0; row < b.length; row++) {
      const fromB = softplus(-b[row]!);
      let sum = 0;
      for (let k = 0; k < classes; k++, i++) {
        const q = Math.max((softplus(-a[i]!) + fromB) / 2, SMALLEST);
        const scaled = dy[i]! / (-2 * Math.expm1(-q));
        da[i] = scaled * sigmoid(-a[i]!);
        sum += scaled;
      }
      db[row] = sum * sigmoid(-b[row]!);
    }
  },
};
