import { float, floatOutputs, floatsOf, type HostKernel, shapeOf } from '../../host/kernel.ts';
import type { IouOptions } from './aligned-iou.ts';
import { kindCode, overlap, overlapGradient } from './overlap.ts';

type Attributes = Required<IouOptions>;

export const alignedIouKernel: HostKernel<Attributes> = {
  name: 'TandemAlignedIou',
  outputs: (inputs) => [float(shapeOf(inputs, 'a').slice(0, 1))],
  run: (inputs, outputs, { kind, epsilon }) => {
    const a = floatsOf(inputs, 'a');
    const b = floatsOf(inputs, 'b');
    const [y] = floatOutputs(outputs) as [Float32Array];
    const code = kindCode(kind);
    for (let n = 0; n < y.length; n++) y[n] = overlap(code, a, 4 * n, b, 4 * n, epsilon);
  },
};

export const alignedIouGradientKernel: HostKernel<Attributes> = {
  name: 'TandemAlignedIouGradient',
  outputs: (inputs) => [float(shapeOf(inputs, 'a')), float(shapeOf(inputs, 'b'))],
  run: (inputs, outputs, { kind, epsilon }) => {
    const a = floatsOf(inputs, 'a');
    const b = floatsOf(inputs, 'b');
    const dy = floatsOf(inputs, 'dy');
    const [da, db] = floatOutputs(outputs) as [Float32Array, Float32Array];
    const code = kindCode(kind);
    for (let n = 0; n < dy.length; n++) overlapGradient(code, a, 4 * n, b, 4 * n, epsilon, dy[n]!, da, db);
  },
};

export const pairwiseIouKernel: HostKernel<Attributes> = {
  name: 'TandemPairwiseIou',
  outputs: (inputs) => [float([shapeOf(inputs, 'a')[0]!, shapeOf(inputs, 'b')[0]!])],
  run: (inputs, outputs, { kind, epsilon }) => {
    const a = floatsOf(inputs, 'a');
    const b = floatsOf(inputs, 'b');
    const [y] = floatOutputs(outputs) as [Float32Array];
    const code = kindCode(kind);
    let place = 0;
    for (let i = 0; i < a.length; i += 4) {
      for (let j = 0; j < b.length; j += 4) y[place++] = overlap(code, a, i, b, j, epsilon);
    }
  },
};
